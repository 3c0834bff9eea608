// Run by the MongoDB image, once, on an empty volume: the service's own user, with rights in its own database only.
// dbAdmin is for the migrations (collMod, indexes).
db.getSiblingDB('plumbline').createUser({
  user: 'plumbline',
  pwd: process.env.PLUMBLINE_MONGODB_PASSWORD,
  roles: ['readWrite', 'dbAdmin'],
});
