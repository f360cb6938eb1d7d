/** `.gitignore`, where the project has none. */
export const gitignoreText = (): string => `node_modules/
dist/
.env
*.db
*.db-wal
*.db-shm
`;
