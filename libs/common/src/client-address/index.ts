export { ABSENT, ClientAddress, type AddressedRequest, type Client } from './client-address.js';
