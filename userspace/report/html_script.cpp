// SPDX-License-Identifier: Apache-2.0
// Filters by node names, tells what a cell of the matrix is about, copies commands. The report says
// everything without it.
#include "report/html_assets.h"

namespace canary {

const Markup kHtmlScript = R"js(
'use strict';
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = {n: 'not-recovered', q: 'inconclusive', r: 'recovered', l: 'unaffected, some lost', e: 'not probed'};

  const form = document.querySelector('.filter');
  const wanted = (field) => form.elements[field].value.trim().toLowerCase();
  const has = (name, part) => name.toLowerCase().includes(part);
  const name = (header) => header.textContent.trim();

  function filterMatrix(table, from, to) {
    const columns = [...table.tHead.rows[0].cells].map((header, i) => i === 0 || has(name(header), to));
    let pairs = 0;
    for (const row of [table.tHead.rows[0], ...table.tBodies[0].rows]) {
      const inBody = row.parentNode !== table.tHead;
      row.hidden = inBody && !has(name(row.cells[0]), from);
      if (row.hidden) continue;
      [...row.cells].forEach((cell, i) => { cell.hidden = !columns[i]; });
      if (inBody) pairs += columns.filter(Boolean).length - 1;
    }
    return pairs;
  }

  function filterList(list, from, to) {
    const fold = list.closest('details');
    if (fold && (from || to)) fold.open = true;
    const shown = [...list.children].filter((item) => {
      item.hidden = !has(list.dataset.from, from) || !has(item.dataset.to, to);
      return !item.hidden;
    });
    return shown.length;
  }

  function filter() {
    const from = wanted('from'), to = wanted('to');
    let pairs = 0;
    for (const table of all('.matrix')) pairs += filterMatrix(table, from, to);
    for (const list of all('.pairs')) pairs += filterList(list, from, to);
    for (const path of all('#paths [data-from]'))
      path.hidden = !has(path.dataset.from, from) || !has(path.dataset.to, to);
    form.querySelector('output').textContent = from || to ? `${pairs} pairs shown, and their paths below` : '';
  }

  const pointed = document.querySelector('.pointed');
  function point(event) {
    const cell = event.target.closest('.matrix td');
    pointed.hidden = !cell || cell.className === 's';
    if (pointed.hidden) return;
    const from = name(cell.parentNode.cells[0]);
    const to = name(cell.closest('table').tHead.rows[0].cells[cell.cellIndex]);
    const [lost, sent] = (cell.dataset.l || '').split('/');
    const losses = sent ? `, ${lost} of ${sent} probes lost` : '';
    pointed.textContent = `${from} \u2192 ${to}: ${words[cell.className] || 'unaffected'}${losses}`;
  }

  function reveal() {
    const target = document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) target.open = true;
  }

  function addCopyButton(command) {
    const frame = document.createElement('span'), button = document.createElement('button');
    frame.className = 'copied';
    button.type = 'button';
    button.textContent = 'copy';
    command.replaceWith(frame);
    frame.append(command, button);
    button.addEventListener('click', async () => {
      getSelection().selectAllChildren(command);
      try {
        await navigator.clipboard.writeText(command.textContent);
        button.textContent = 'copied';
      } catch {
        button.textContent = 'selected';
      }
    });
  }

  if (form) {
    form.hidden = false;
    form.addEventListener('input', filter);
    form.addEventListener('submit', (event) => event.preventDefault());
    for (const table of all('.matrix')) {
      table.addEventListener('pointerover', point);
      table.addEventListener('focusin', point);
    }
  }
  all('code.command').forEach(addCopyButton);
  addEventListener('hashchange', reveal);
  reveal();
})();
)js";

const std::string_view kHtmlScriptSha256 = "olxuDBLhwI7kGuec635bTKphjS7SslcIy2GgnuGLRbA=";

}  // namespace canary
