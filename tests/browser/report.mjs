// Opens an HTML report in a real browser and uses it: filters, sorting, the keyboard, without
// scripts, on paper; axe-core looks for barriers. Arguments: the report, the browser's program, perhaps a folder for pictures.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [report, executablePath, pictures] = process.argv.slice(2);
const require = createRequire(`${process.env.PLAYWRIGHT}/package.json`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const address = pathToFileURL(report).href;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });

let checks = 0;
const check = (what, actual, expected) => {
  assert.deepEqual(actual, expected, what);
  checks += 1;
};

/** A page that notes every complaint, request and dialog. */
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const seen = [];
  page.on("console", (message) => seen.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => seen.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== address) seen.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { context, page, seen };
}

const shown = (page) => page.locator("#list > article:visible");

async function filters() {
  const { context, page, seen } = await open();
  const total = await page.locator("#list > article").count();
  check("all are shown at first", await shown(page).count(), total);
  check("nothing hostile ran", await page.evaluate(() => window.owned), undefined);
  check("one script, one style", await page.evaluate(() => [document.scripts.length, document.styleSheets.length]), [1, 1]);

  for (const [value, word] of [[4, "critical"], [1, "low"]]) {
    await page.locator("button[type=reset]").click();
    for (const other of [4, 3, 2, 1].filter((other) => other !== value)) {
      await page.locator(`input[name=severity][value="${other}"]`).uncheck();
    }
    const badges = await shown(page).locator(".badge.sev").allTextContents();
    check(`only ${word} ones`, new Set(badges.map((text) => text.toLowerCase())), new Set([word]));
  }
  await page.locator("button[type=reset]").click();
  await page.waitForFunction((all) => document.querySelectorAll("#list > article:not([hidden])").length === all, total);

  await page.locator("input[name=text]").fill("service-07");
  check("by text", await shown(page).count(), 1);
  check("the count is told", await page.locator("#count").innerText(), `1 of ${total} shown`);
  await page.locator("input[name=text]").fill("no such thing");
  check("none is said", await page.locator("#none").isVisible(), true);
  await page.locator("button[type=reset]").click();

  const authors = await page.locator("select[name=author] option").allTextContents();
  check("authors are offered", authors.includes("Grace Hopper"), true);
  await page.locator("select[name=author]").selectOption("Grace Hopper");
  const dates = await shown(page).evaluateAll((all) => all.map((one) => one.dataset.date));
  check("by author", dates.length > 0 && dates.length < total, true);
  await page.locator("button[type=reset]").click();
  await page.locator("select[name=rule]").selectOption({ index: 1 });
  const rules = await shown(page).evaluateAll((all) => new Set(all.map((one) => one.dataset.rule)).size);
  check("by rule", rules, 1);
  await page.locator("button[type=reset]").click();
  await page.locator("select[name=where]").selectOption("past");
  const where = await shown(page).evaluateAll((all) => [...new Set(all.map((one) => one.dataset.where))]);
  check("by place", where, ["past"]);
  await page.locator("button[type=reset]").click();
  await page.locator("select[name=age]").selectOption("older");
  const young = await shown(page).evaluateAll((all) => all.filter((one) => !one.dataset.date).length);
  check("by age", young, 0);
  await page.locator("button[type=reset]").click();

  const column = (name) => shown(page).evaluateAll((all, name) => all.map((one) => one.dataset[name]), name);
  for (const name of ["rule", "path"]) {
    await page.locator("select[name=sort]").selectOption(name);
    const values = await column(name);
    check(`sorted by ${name}`, values, [...values].sort());
  }
  await page.locator("select[name=sort]").selectOption("oldest");
  const oldest = (await column("date")).filter(Boolean);
  check("sorted by age", oldest, [...oldest].sort());
  check("what has no date is last", (await column("date")).indexOf(""), oldest.length);
  await page.locator("select[name=sort]").selectOption("severity");
  const ranks = (await column("severity")).map(Number);
  check("sorted by severity", ranks, [...ranks].sort((a, b) => b - a));
  check("nothing was said or asked for", seen, []);
  await context.close();
}

async function keyboard() {
  const { context, page, seen } = await open();
  const focused = () => page.evaluate(() => document.activeElement.className || document.activeElement.name || document.activeElement.id || document.activeElement.tagName);
  await page.keyboard.press("Tab");
  check("the first stop skips to the secrets", await focused(), "skip");
  await page.keyboard.press("Enter");
  check("and does", new URL(page.url()).hash, "#secrets");
  await page.keyboard.press("Tab");
  check("then come the filters", await focused(), "severity");
  await page.keyboard.press("Space");
  check("which keys can change", await page.locator("input[value='4']").isChecked(), false);
  await page.keyboard.press("Space");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  check("the focus can be seen", outline, "solid");
  for (let stop = 0; stop < 4; stop += 1) await page.keyboard.press("Tab");
  check("the field for text is reached", await focused(), "text");
  await page.keyboard.type("service-07");
  check("and takes text", await shown(page).count(), 1);
  check("nothing was said or asked for", seen, []);
  await context.close();
}

async function structure() {
  const { context, page } = await open();
  const found = await page.evaluate(() => {
    const levels = [...document.querySelectorAll("h1,h2,h3,h4")].map((one) => Number(one.tagName[1]));
    const luminance = (text) => {
      const parts = text.match(/[\d.]+/g).slice(0, 3).map((part) => {
        const value = Number(part) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    const ground = (one) => {
      for (let at = one; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (!/, 0\)$/.test(colour)) return colour;
      }
      return "rgb(255, 255, 255)";
    };
    const faint = [...document.querySelectorAll("p,h1,h2,h3,h4,td,th,li,code,span,a,label,dt,dd,summary")]
      .filter((one) => one.textContent.trim() && one.getClientRects().length)
      .filter((one) => {
        const [a, b] = [luminance(getComputedStyle(one).color), luminance(ground(one))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
      })
      .map((one) => `${one.tagName}.${one.className}: ${one.textContent.slice(0, 40)}`);
    return {
      landmarks: ["header", "main", "footer"].map((name) => document.querySelectorAll(`body > ${name}`).length),
      first: document.querySelectorAll("h1").length,
      jumps: levels.filter((level, index) => index > 0 && level > levels[index - 1] + 1).length,
      unnamed: [...document.querySelectorAll("section,article,form,svg")].filter((one) => {
        const by = one.getAttribute("aria-labelledby");
        return !one.getAttribute("aria-label") && !(by && document.getElementById(by));
      }).length,
      unlabelled: [...document.querySelectorAll("input,select")].filter((one) => one.labels.length === 0).length,
      lang: document.documentElement.lang,
      faint: [...new Set(faint)],
    };
  });
  check("landmarks, headings, names, contrast", found, {
    landmarks: [1, 1, 1], first: 1, jumps: 0, unnamed: 0, unlabelled: 0, lang: "en", faint: [],
  });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  check("nothing is wider than the page", wide, false);
  await context.close();
}

async function barriers() {
  const looks = [{}, { colorScheme: "dark" }, { viewport: { width: 360, height: 740 } }, { forcedColors: "active" }];
  for (const options of looks) {
    const { context, page } = await open(options);
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    const told = found.violations.map((one) => `${one.id}: ${one.nodes[0].html}`);
    check(`no barriers with ${JSON.stringify(options)}`, told, []);
    check("axe looked", found.passes.length > 10, true);
    await context.close();
  }
}

async function dark() {
  const { context, page } = await open({ colorScheme: "dark" });
  const [ground, ink] = await page.evaluate(() => {
    const style = getComputedStyle(document.body);
    return [style.backgroundColor, style.color].map((text) => Number(text.match(/\d+/)[0]));
  });
  check("dark where dark is wanted", ground < 60 && ink > 200, true);
  await context.close();
}

async function narrow() {
  const { context, page } = await open({ viewport: { width: 360, height: 740 } });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check("a telephone needs no sideways scrolling", wide <= 360, true);
  const latest = page.locator("svg rect").last();
  const end = await latest.evaluate((one) => one.getBoundingClientRect().right);
  check("the latest of the timeline is in view", end <= 360, true);
  await context.close();
}

async function withoutScripts() {
  const { context, page, seen } = await open({ javaScriptEnabled: false });
  check("the filters are not there", await page.locator("#filters").isVisible(), false);
  const total = await page.locator("#list > article").count();
  check("all secrets are", (await shown(page).count()) === total && total > 0, true);
  check("and the timeline", await page.locator("svg rect").count() > 0, true);
  check("nothing was said or asked for", seen, []);
  await context.close();
}

async function paper() {
  const { context, page } = await open();
  await page.emulateMedia({ media: "print" });
  check("no filters on paper", await page.locator("#filters").isVisible(), false);
  const pdf = await page.pdf({ format: "A4" });
  check("it prints", pdf.subarray(0, 5).toString(), "%PDF-");
  await context.close();
}

async function photograph() {
  const looks = { light: {}, dark: { colorScheme: "dark" }, narrow: { viewport: { width: 390, height: 844 } } };
  for (const [name, options] of Object.entries(looks)) {
    const { context, page } = await open(options);
    await page.screenshot({ path: `${pictures}/${name}.png`, clip: { x: 0, y: 0, width: options.viewport?.width ?? 1200, height: 2400 }, fullPage: true });
    await context.close();
  }
}

for (const test of [filters, keyboard, structure, barriers, dark, narrow, withoutScripts, paper]) await test();
if (pictures) await photograph();
await browser.close();
console.log(`${checks} checks passed`);
