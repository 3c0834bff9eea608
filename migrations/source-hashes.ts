// Written by `UPDATE_MIGRATION_HASHES=1 npx jest migrations`; do not edit by hand.
export const SOURCE_HASHES: Readonly<Record<string, string>> = {
  '0001-identity': '6c4543ff49f471621562e2301e4359a4c0aa40768fe3a2013497a4ef2833dfc1',
};
