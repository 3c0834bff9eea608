export { decodeCursor, DEFAULT_PAGE_SIZE, encodeCursor, PageQuery, type Page } from './page.js';
