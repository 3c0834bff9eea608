import { Injectable } from '@nestjs/common';
import { FileStore } from '@plumbline/files';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';

/** Removes the content of evidence that the firm has taken back. */
@Injectable()
export class RemoveEvidenceFile extends EventHandler {
  override readonly name = 'assessments.remove-evidence-file';
  override readonly types = ['evidence.removed'];

  constructor(private readonly files: FileStore) {
    super();
  }

  override async handle({ data }: RelayedEvent): Promise<void> {
    await this.files.remove(String(data['fileId']));
  }
}
