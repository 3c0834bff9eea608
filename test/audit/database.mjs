// What the audit asks of MongoDB, for it has no driver: `dump URI`, `drop URI`, `explain URI COLLECTION FILTER [SORT]`.
import { mongo } from 'mongoose';

const [command, uri = '', collection = '', filter = '{}', sort = '{}'] = process.argv.slice(2);
/** The migrations' own ledger, which says when they ran. */
const LEDGER = new Set(['migrations', 'leases']);

/** @param {mongo.Db} db */
async function dump(db) {
  for (const { name, options } of (await db.listCollections().toArray()).sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const indexes = await db.collection(name).indexes();
    // To MongoDB an empty collection without indexes of its own is the same as none.
    const isNothing = indexes.length <= 1 && (await db.collection(name).estimatedDocumentCount()) === 0;
    if (LEDGER.has(name) || isNothing) continue;
    print({ collection: name, options });
    for (const index of indexes.sort((one, other) => (String(one.name) < String(other.name) ? -1 : 1))) print({ collection: name, index });
    for await (const document of db.collection(name).find().sort({ _id: 1 })) print({ collection: name, document });
  }
}

/** @param {unknown} value */
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const client = await mongo.MongoClient.connect(uri);
try {
  const db = client.db();
  if (command === 'dump') await dump(db);
  else if (command === 'drop') await db.dropDatabase();
  else if (command === 'explain') print(await db.collection(collection).find(JSON.parse(filter)).sort(JSON.parse(sort)).limit(20).explain('executionStats'));
  else throw new Error(`There is no command ${command}.`);
} finally {
  await client.close();
}
