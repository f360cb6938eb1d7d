export { UnifiedStoreError } from "./core/errors";
export {
  type Health,
  type ManagerOptions,
  type ManagerSettings,
  type StoreLocation,
  UnifiedStoreManager,
} from "./manager";
