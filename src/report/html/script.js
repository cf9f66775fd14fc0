"use strict";
(() => {
  const form = document.getElementById("filters");
  const list = document.getElementById("list");
  const secrets = [...list.querySelectorAll(":scope > article")].map((element, order) => ({
    element,
    order,
    severity: Number(element.dataset.severity),
    rule: element.dataset.rule,
    path: element.dataset.path,
    date: element.dataset.date,
    where: element.dataset.where,
    authors: [...new Set([...element.querySelectorAll("[data-author]")].map((row) => row.dataset.author))],
    text: "",
  }));
  if (secrets.length === 0) return;

  const field = (name) => form.elements.namedItem(name);
  // A choice between things that are all the same is none.
  const hide = (name, values) => {
    const different = new Set(values);
    field(name).closest("label").hidden = different.size < 2;
    return [...different].filter(Boolean).sort();
  };
  const offer = (name, values) => {
    for (const value of hide(name, values)) field(name).add(new Option(value, value));
  };
  offer("rule", secrets.map((secret) => secret.rule));
  offer("author", secrets.flatMap((secret) => (secret.authors.length ? secret.authors : [""])));
  hide("where", secrets.map((secret) => secret.where));
  if (hide("age", secrets.map((secret) => secret.date)).length === 0) {
    for (const name of ["author", "newest", "oldest"]) field("sort").querySelector(`[value=${name}]`).remove();
  }

  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  // What has no date comes last, whichever way time goes.
  const dated = (a, b, way) => Number(!a.date) - Number(!b.date) || way * compare(a.date, b.date);
  const orders = {
    severity: () => 0,
    rule: (a, b) => compare(a.rule, b.rule),
    path: (a, b) => compare(a.path, b.path),
    author: (a, b) => Number(!a.authors.length) - Number(!b.authors.length) || compare(a.authors[0], b.authors[0]),
    newest: (a, b) => dated(a, b, -1),
    oldest: (a, b) => dated(a, b, 1),
  };
  const young = (date, age) => {
    if (!age) return true;
    if (!date) return false;
    const days = (Date.now() - Date.parse(date)) / 86400000;
    return age === "older" ? days > 365 : days <= Number(age);
  };

  let sorted = "severity";
  const apply = () => {
    const asked = new FormData(form);
    const severities = new Set(asked.getAll("severity").map(Number));
    const text = asked.get("text").trim().toLowerCase();
    let shown = 0;
    for (const secret of secrets) {
      if (text && !secret.text) secret.text = secret.element.textContent.toLowerCase();
      const fits =
        severities.has(secret.severity) &&
        (!asked.get("rule") || secret.rule === asked.get("rule")) &&
        (!asked.get("author") || secret.authors.includes(asked.get("author"))) &&
        (!asked.get("where") || secret.where === asked.get("where")) &&
        young(secret.date, asked.get("age")) &&
        (!text || secret.text.includes(text));
      secret.element.hidden = !fits;
      shown += Number(fits);
    }
    if (asked.get("sort") !== sorted) {
      sorted = asked.get("sort");
      secrets.sort((a, b) => orders[sorted](a, b) || a.order - b.order);
      // Taken out first: moved one by one, thousands would take the square of their number.
      list.replaceChildren();
      list.append(...secrets.map((secret) => secret.element));
    }
    document.getElementById("none").hidden = shown > 0;
    const [some, all] = [shown, secrets.length].map((number) => number.toLocaleString("en"));
    document.getElementById("count").textContent = some === all ? `${some} shown` : `${some} of ${all} shown`;
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.hidden = secrets.length < 2;
  apply();
})();
