// Run by `mongosh --nodb`. Makes the node a replica set of one when it is none yet; healthy once it takes writes.
const { MONGO_INITDB_ROOT_USERNAME: user, MONGO_INITDB_ROOT_PASSWORD: password, MONGODB_MEMBER: member } = process.env;
db = connect('mongodb://127.0.0.1:27017/admin?directConnection=true&serverSelectionTimeoutMS=3000', user, password);
try {
  rs.status();
} catch (error) {
  if (error.codeName !== 'NotYetInitialized') throw error;
  rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: member }] });
}
if (!db.hello().isWritablePrimary) quit(1);
