// How the card of today looks.

export const TODAY_STYLES = `
  .content { padding: 0 16px 16px; }
  dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 12px 16px; margin: 0 0 12px; }
  .figure { display: flex; flex-direction: column; gap: 2px; }
  dt { color: var(--quiet); font-size: var(--ha-font-size-s, 12px); }
  dd { display: flex; flex-direction: column; gap: 2px; margin: 0; }
  .value { font-size: var(--ha-font-size-xl, 20px); line-height: 1.3; white-space: nowrap; }
  .trend { display: inline-flex; align-items: center; gap: 4px; font-size: var(--ha-font-size-s, 12px); color: var(--quiet); --mdc-icon-size: 16px; }
  .trend ha-icon { flex: none; }
  .good { color: var(--good); }
  .bad { color: var(--bad); }
`;
