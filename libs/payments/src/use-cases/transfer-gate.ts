/** Whether money may go to providers at present: an admin, or a difference between our books and the processor's, freezes all transfers. */
export abstract class TransferGate {
  abstract isOpen(): Promise<boolean>;
}
