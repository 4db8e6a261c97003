import { listSettings } from '#config'

/** The text of docs/reference/settings.md. */
export function settingsReference(): string {
  const rows = listSettings().map(
    (setting) =>
      `| \`${setting.path}\` | \`${setting.env}\` | \`${JSON.stringify(setting.default)}\` | ${setting.description.replaceAll('|', '\\|')} |`,
  )
  return `# Settings

All have a default; \`npm start\` needs none. They come from a JSON file (\`--config FILE\`, or \`VERBATIM_CONFIG\`), then
the environment, then the command line; later ones win. \`verbatim config check\` reports every mistake at once.

\`\`\`json
{ "service": { "name": "The Library's News Archive", "contact": "archive@library.example" }, "port": 80 }
\`\`\`

In the environment, lists are separated by commas and maps are JSON. The data folder is named by \`--data DIR\` or
\`VERBATIM_DATA\`, default \`./data\`.

| setting | in the environment | default | what it is |
|---|---|---|---|
${rows.join('\n')}
`
}
