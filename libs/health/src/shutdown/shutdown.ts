import { Injectable } from '@nestjs/common';

/** Whether the service is on its way out: asked by `/ready`. Once draining, it stays so. */
@Injectable()
export class Shutdown {
  #draining = false;

  get isDraining(): boolean {
    return this.#draining;
  }

  begin(): void {
    this.#draining = true;
  }
}
