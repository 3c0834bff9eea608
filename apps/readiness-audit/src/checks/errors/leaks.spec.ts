import { describe, expect, it } from '@jest/globals';
import { leakIn } from './leaks.ts';

describe('a leak', () => {
  it.each([
    ['JavaScript', 'TypeError: x is undefined\n    at parse (/srv/shop/parse.js:12:7)'],
    ['JavaScript without a function', 'Error\n    at file:///srv/shop/main.js:3:1'],
    ['Python', 'Traceback (most recent call last):\n  File "/srv/shop/app.py", line 3, in get'],
    ['Java', 'java.lang.NullPointerException\n\tat com.shop.Cart.add(Cart.java:42)'],
    ['.NET', 'System.NullReferenceException: Object reference'],
    ['Go', 'goroutine 17 [running]:'],
    ['PHP', "Fatal error: Uncaught Error in /var/www/shop.php"],
    ['a path', 'ENOENT: no such file, open /usr/src/app/config.json in node_modules/config'],
    ['MongoDB', 'E11000 duplicate key error collection: shop.users'],
    ['PostgreSQL', 'duplicate key value violates unique constraint "users_email_key"'],
    ['an address', 'connect ECONNREFUSED 10.0.0.7:27017'],
  ])('of %s is found', (_, body) => {
    expect(leakIn(body, '')).toBeDefined();
  });

  it.each([
    ['a problem of RFC 9457', '{"type":"/problems/not-found","title":"Not found","status":404,"detail":"There is no such thing at 10:30."}'],
    ['an address of the API', '{"instance":"/api/v1/things/7","href":"https://shop.example/app/things"}'],
    ['a sentence about time', '{"message":"The shop opens at Main Street 12:30"}'],
    ['a field that is called so', '{"errors":[{"pointer":"/node"},{"pointer":"/stack"}]}'],
  ])('is not found in %s', (_, body) => {
    expect(leakIn(body, '')).toBeUndefined();
  });

  it('is none where the caller sent it', () => {
    expect(leakIn('{"message":"unknown id SQLSTATE["}', 'GET /things/SQLSTATE[')).toBeUndefined();
  });
});
