export { removeChangeLog } from "./change-log";
export { FollowContext } from "./context";
export { type CutoverOptions, cutoverMigration } from "../run/cutover";
export { follow } from "./follower";
export { installLogs, removeLogs } from "./install";
