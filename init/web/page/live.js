// The page works without this file; with it, it is live and has buttons.
"use strict";
(() => {
const root = document.documentElement;
const $ = id => document.getElementById(id);
const LINES_MAX = 1000, EVENTS_MAX = 64;
let token = sessionStorage.getItem("ctinit-token") || "";

root.classList.add("live");
// The cookie lets the page read; only the token in a header changes anything.
if (root.dataset.right !== "look" && token) root.dataset.right = "change";

// ---- The parts that the server draws ----

let drawing = false, again = false;
async function redraw() {
	if (drawing || document.hidden) { again = true; return; }
	drawing = true;
	try {
		const reply = await fetch(location.pathname + "?part=1");
		const page = new DOMParser().parseFromString(await reply.text(), "text/html");
		for (const id of ["overview", "services", "start", "graph"]) {
			const now = $(id), then = page.getElementById(id);
			if (then && now.innerHTML !== then.innerHTML && !now.contains(document.querySelector(".sure")))
				now.replaceChildren(...then.childNodes);
		}
		document.title = page.title;
		live(true);
	} catch (error) {
		live(false);
	}
	drawing = false;
	if (again) { again = false; setTimeout(redraw, 300); }
}
function live(on) {
	$("live").classList.toggle("on", on);
	$("live").textContent = on ? "live" : "not live";
}
setInterval(() => { if (!document.hidden) redraw(); }, 3000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) redraw(); });

// ---- Logs and events ----

const names = new Set();
// The same as colour_of() in page_services.c.
function colour(name) {
	let hash = 0;
	for (const byte of new TextEncoder().encode(name)) hash = (Math.imul(hash, 31) + byte) >>> 0;
	if (!names.has(name)) {
		names.add(name);
		$("log-name").append(put("option", "", name));
	}
	return "c" + hash % 8;
}
function put(tag, className, text) {
	const element = document.createElement(tag);
	if (className) element.className = className;
	element.textContent = text;
	return element;
}
function clock(ms) {
	return new Date(ms).toTimeString().slice(0, 8);
}
function hidden(row) {
	const name = $("log-name").value, find = $("log-find").value.toLowerCase();
	return (name && row.dataset.name !== name) ||
		(find && !row.textContent.toLowerCase().includes(find));
}
function add(list, row, most) {
	const end = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
	list.append(row);
	while (list.childElementCount > most) list.firstElementChild.remove();
	if (end) list.scrollTop = list.scrollHeight;
}
let paused = false;
function showLine(line) {
	if (paused) return;
	const row = put("div", line.stream === "stderr" ? "err" : "", "");
	row.dataset.name = line.name;
	row.append(put("time", "", clock(line.at_ms)), " ", put("b", colour(line.name), line.name), " ", line.text);
	row.hidden = hidden(row);
	add($("log-lines"), row, LINES_MAX);
}
function showEvent(event) {
	const row = put("div", event.to === "failed" ? "err" : "", "");
	row.append(put("time", "", clock(event.at_ms)), " ", put("b", colour(event.name), event.name),
		" " + event.from + " \u2192 " + event.to + (event.why ? ": " + event.why : ""));
	add($("event-lines"), row, EVENTS_MAX);
	again = true;
	setTimeout(() => { if (again) { again = false; redraw(); } }, 150);
}
function follow(path, type, list, show) {
	const source = new EventSource(path);
	source.addEventListener("open", () => { $(list).replaceChildren(); live(true); });
	source.addEventListener(type, message => show(JSON.parse(message.data)));
	source.addEventListener("message", message => {
		const last = JSON.parse(message.data);
		source.close();
		if (last.error) $(list).replaceChildren(put("div", "err", last.error));
	});
	source.addEventListener("error", () => live(false));
}
if (root.dataset.right !== "look") {
	follow("v1/logs?n=200", "line", "log-lines", showLine);
	follow("v1/events", "event", "event-lines", showEvent);
	for (const id of ["log-name", "log-find"])
		$(id).addEventListener("input", () => {
			for (const row of $("log-lines").children) row.hidden = hidden(row);
		});
	$("log-pause").addEventListener("click", event => {
		paused = !paused;
		event.target.textContent = paused ? "Continue" : "Pause";
	});
}

// ---- Buttons ----

function say(text, bad) {
	$("message").textContent = text;
	clearTimeout(say.timer);
	say.timer = setTimeout(() => { $("message").textContent = ""; }, bad ? 12000 : 4000);
}
function path(button) {
	const verb = button.dataset.do;
	if (verb === "reload-all") return "v1/reload";
	if (verb === "shutdown") return "v1/shutdown";
	return "v1/services/" + encodeURIComponent(button.dataset.name) + "/" + verb;
}
async function act(button) {
	const what = (button.dataset.name ? button.dataset.name + ": " : "") + button.dataset.do;
	button.disabled = true;
	say(what + " \u2026", false);
	try {
		const reply = await fetch(path(button), { method: "POST",
			headers: { "X-Ctinit-Token": token, "Content-Type": "application/json" }, body: "{}" });
		const result = await reply.json();
		if (reply.status === 401 || reply.status === 403) {
			sessionStorage.removeItem("ctinit-token");
			root.dataset.right = "read";
		}
		say(what + (result.ok ? ": done" : ": " + result.error), !result.ok);
	} catch (error) {
		say(what + ": no answer", true);
	}
	button.disabled = false;
	redraw();
}
document.addEventListener("click", event => {
	const button = event.target.closest("button[data-do]");
	if (!button) return;
	if (button.dataset.sure && !button.classList.contains("sure")) {
		const text = button.textContent;
		button.classList.add("sure");
		button.textContent = "Sure?";
		setTimeout(() => { button.classList.remove("sure"); button.textContent = text; }, 3000);
		return;
	}
	button.classList.remove("sure");
	act(button);
});
const form = document.querySelector("#token form");
if (form) form.addEventListener("submit", () => {
	sessionStorage.setItem("ctinit-token", form.elements.token.value.trim());
});
})();
