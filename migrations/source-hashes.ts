// Written by `UPDATE_MIGRATION_HASHES=1 npx jest migrations`; do not edit by hand.
export const SOURCE_HASHES: Readonly<Record<string, string>> = {
};
