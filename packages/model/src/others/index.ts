// Files of other systems: what they are, how far each is believed, which column says what.
export { foldedColumn, INVENTORIES, type Inventory, type InventoryColumn, inventoryOf } from './inventories.ts'
export * from './recognise.ts'
export * from './systems.ts'
