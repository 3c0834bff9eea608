/**
 * The commonest passwords of ten characters and more, lower case, as they lead the published counts of leaked ones
 * (shorter ones are refused by their length). A short list for a start: a list of breached passwords replaces it.
 */
const LIST = `
1234567890 0123456789 9876543210 0987654321 12345678910 1234567891 123456789a a123456789 123456789q q123456789
12345678900 123123123123 1231231231 1212121212 1122334455 1029384756 0192837465 1357924680 1111111111 0000000000
11111111111 000000000000 111111111111 1111122222 9999999999 5555555555 7777777777 8888888888 2222222222 1234554321
123321123321 147258369147 1472583690 159753456852 123456123456 123456654321 123456abcdef abc123456789 abcd123456 abcde12345
abcdefghij abcdefghijk abcdefghijkl a1b2c3d4e5 a1s2d3f4g5 1a2b3c4d5e 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 q1w2e3r4t5y6
1qaz2wsx3edc 1qazxsw23edc zaq12wsxcde3 zaq1zaq1zaq1 qazwsxedcr qazwsxedcrfv 1q2w3e4r5t6y7u qwertyuiop qwertyuiop1 qwertyuiop123
qwerty1234 qwerty12345 qwerty123456 qwertyuiop[] qwertyqwerty asdfghjkl1 asdfghjkl; asdfasdfasdf zxcvbnm123 zxcvbnm,./
poiuytrewq mnbvcxzasd password10 password11 password12 password123 password1234 password12345 password123! passw0rd123
p@ssw0rd123 p@ssword123 passwordpassword mypassword mypassword1 newpassword password2024 password2025 password2026 changeme123
changemenow letmein123 letmeinnow welcome123 welcome1234 welcome2024 welcome2025 welcome2026 iloveyou12 iloveyou123
iloveyou1234 iloveyousomuch administrator admin12345 admin123456 administrator1 rootpassword superman123 batman12345 spiderman1
princess123 sunshine123 football123 baseball123 basketball liverpool1 manchester chelsea123 dragon12345 monkey12345
michael123 jennifer12 elizabeth1 christopher alexander1 christian1 computer123 internet123 starwars123 pokemon123
trustno1trustno1 correcthorse correcthorsebatterystaple secret12345 topsecret1 test123456 testtest123 testpassword guest12345 default123
`;

export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(LIST.trim().split(/\s+/));
