// Prints the prose of the notebooks, for the spelling check: their Markdown cells, without code and outputs.
import { readFileSync } from 'node:fs';

for (const path of process.argv.slice(2)) {
  const { cells } = JSON.parse(readFileSync(path, 'utf8'));
  const prose = cells.filter(cell => cell.cell_type === 'markdown');
  for (const cell of prose) console.log([].concat(cell.source).join('') + '\n');
}
