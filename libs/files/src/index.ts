export { FileStore, type NewFile, type StoredFile } from './file-store.js';
export { FilesModule } from './files.module.js';
export { sendAttachment } from './http/attachment.js';
export { Uploads, type UploadedFile } from './http/uploads.js';
export { FILE_PROBLEMS, UPLOAD_PROBLEMS } from './problems.js';
export { UnreadableContent } from './sealing/segment-cipher.js';
