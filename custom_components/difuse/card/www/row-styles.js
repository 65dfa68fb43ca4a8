// How the rows look: all of one height, whatever they say; what has no room is in the details.

export const ROW_STYLES = `
  section h3 { position: sticky; top: 0; z-index: 1; box-sizing: border-box; height: calc(var(--row) / 2); margin: 0; padding: 8px 16px 0; font-size: var(--ha-font-size-s, 12px); font-weight: 500; color: var(--quiet); background: var(--surface); }
  ul { list-style: none; margin: 0; padding: 0; }
  .call { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: center; column-gap: 4px; padding-inline: 16px 8px; contain: layout style; }
  .inner { padding-inline-start: 32px; }
  .face { position: relative; width: 42px; height: 42px; margin-inline-end: 4px; }
  .sign { position: absolute; inset-block-end: 0; inset-inline-end: 0; --mdc-icon-size: 16px; display: flex; padding: 2px; border-radius: 50%; color: var(--quiet); background: var(--surface); }
  .good .sign { color: var(--success-color, #43a047); }
  .out .sign { color: var(--info-color, #039be5); }
  .missed .sign { color: var(--error-color, #db4437); }
  .vain .sign { color: var(--warning-color, #ffa600); }
  .main { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: baseline; align-content: center; gap: 0 12px; height: var(--row); padding: 0 4px; border-radius: 8px; text-align: start; overflow: hidden; }
  .who { display: flex; gap: 0 8px; align-items: baseline; min-width: 0; overflow: hidden; white-space: nowrap; }
  .who > * { flex: none; }
  .name, .from, .number, .place { overflow: hidden; text-overflow: ellipsis; }
  .who > .name, .who > .from { flex: 0 1 auto; min-width: 3em; }
  .who > .number, .who > .place { flex: 0 1000 auto; min-width: 0; }
  .name { font-weight: 500; }
  .from { display: inline-flex; color: var(--quiet); }
  .from::after { content: "→"; content: "→" / ""; margin-inline-start: 8px; }
  .from:dir(rtl)::after { content: "←"; content: "←" / ""; }
  .from bdi { overflow: hidden; text-overflow: ellipsis; }
  .missed .name { color: var(--missed); }
  .unseen .name { font-weight: 700; }
  .times, .number, .place, .what, .when { color: var(--quiet); }
  .number, .place, .what, .when { font-size: var(--ha-font-size-s, 12px); }
  .when { grid-column: 2; grid-row: 1; white-space: nowrap; }
  .what { grid-column: 1 / -1; position: relative; display: flex; flex-wrap: wrap; height: 1lh; overflow: hidden; }
  .part { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: pre; }
  .unwanted, .new, .group { padding: 0 8px; border-radius: 10px; font-size: var(--ha-font-size-s, 12px); background: color-mix(in srgb, var(--primary-text-color) 9%, transparent); }
  .unwanted { display: inline-flex; align-items: center; gap: 4px; padding-inline-start: 6px; color: var(--quiet); --mdc-icon-size: 14px; }
  .new { font-weight: 500; color: var(--missed); background: color-mix(in srgb, var(--error-color, #db4437) 12%, transparent); }
  .group { display: inline-block; margin-inline-end: 4px; }
  .quick { display: flex; }
  .room { flex: none; width: 44px; }
  @container (max-width: 440px) {
    .quick .done, .room, .who > .number, .who > .place { display: none; }
    [data-brief] { font-size: 0; }
    [data-brief]::after { content: attr(data-brief); content: attr(data-brief) / ""; font-size: var(--ha-font-size-s, 12px); }
  }
  @container (max-width: 340px) { .call { padding-inline: 8px 0; } .inner { padding-inline-start: 16px; } }
  .details { grid-column: 2 / -1; padding: 0 4px 12px; overflow-wrap: anywhere; }
  .inner .details { grid-column: 1 / -1; }
  .details .pill { margin-block-start: 8px; }
  dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 16px; margin: 0; font-size: var(--ha-font-size-s, 12px); }
  dt { color: var(--quiet); }
  dd { margin: 0; }
  .way { margin: 0; padding-inline-start: 1.2em; }
`;
