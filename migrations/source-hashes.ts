// Written by `npm run generate`; do not edit by hand.
export const SOURCE_HASHES: Readonly<Record<string, string>> = {
  '0001-identity': '6c4543ff49f471621562e2301e4359a4c0aa40768fe3a2013497a4ef2833dfc1',
  '0002-businesses': '9e0ad115b4867984a1584136cd0a19a1a1c5f47f673bf1a61a34504d3e8918a1',
  '0003-assessments': '7825d69595ffd7216e099bbd2a72f3656ca4fe4ce774d4a3f5a2c77b67ec333d',
  '0004-idempotency': '11c2b27b3363825991e065a5070bde6e61c455daab694eea7c561dc1b154e6a5',
  '0006-mail': '5a0f483e204026effe790953acd7e59d57885603ede58a01b6bc14e65af56f28',
};
