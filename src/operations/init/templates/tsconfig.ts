/** `tsconfig.json`, where the project has none. */
export const tsconfigText = (): string =>
  `${JSON.stringify(
    {
      compilerOptions: {
        target: "es2022",
        module: "nodenext",
        rootDir: "src",
        outDir: "dist",
        strict: true,
        skipLibCheck: true,
        types: ["node"],
      },
      include: ["src"],
    },
    null,
    2,
  )}\n`;
