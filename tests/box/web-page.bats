#!/usr/bin/env bats
# tests/box/web-page.bats - looks at the page of ctinit-web in headless Chromium.
# timeout: 180
load ../lib/common
load ../lib/http

# browse: runs the commands of stdin (tests/lib/browser.py), prints what it prints
browse() {
	rm -rf "$T/browser" && mkdir "$T/browser"
	timeout 100 python3 "$ROOT/tests/lib/browser.py" "$T/browser"
}

@test "page: without scripts it shows services, why, start and graph; every text is escaped" {
	local page
	fake_control
	web_start
	page=$(browse <<-END
		scripts off
		size 1280 900
		go http://127.0.0.1:$PORT/
		eval document.querySelector("#overview").innerText
		eval document.querySelector("#unit-mailer .why").textContent
		eval document.querySelectorAll("b, script:not([src])").length
		eval [...document.querySelectorAll(".time .row > span")].map(e => e.textContent).join()
		eval document.querySelectorAll("#graph g").length + " " + document.querySelectorAll("#graph .edge").length
		eval document.querySelector("#logs").innerText
		eval [...document.querySelectorAll("button")].filter(b => b.offsetParent).length
	END
	)
	eq "$page" '"shop\n\nup 6 of 9 ready, 1 done, 1 skipped · up 1 h 2 min · started in 2.5 s"
"not ready within 60 s (start-timeout): <b>nothing</b> answered on tcp:127.0.0.1:25"
0
"migrate,report,postgres,redis,cron,worker@1,worker@2,mailer,php-fpm,nginx"
"11 10"
"Logs\n\nThey need the token: see below."
1'
}

@test "page: the token opens logs, events and buttons; a button does what it says" {
	local page
	fake_control
	web_start
	page=$(browse <<-END
		size 1280 900
		go http://127.0.0.1:$PORT/
		type input[name=token] $TOKEN
		submit form
		wait document.querySelectorAll("#log-lines div").length == 15
		wait document.querySelectorAll("#event-lines div").length == 2
		eval document.querySelector("#log-lines").textContent.includes("<script>alert(1)</script>")
		eval document.cookie + location.search + document.documentElement.innerHTML.includes("$TOKEN")
		click #unit-nginx button[data-do=restart]
		wait document.querySelector("#message").textContent == "nginx: restart: done"
		click #unit-mailer button[data-do=start]
		wait document.querySelector("#message").textContent.startsWith("mailer: start: mailer: not ready")
		click #unit-redis button[data-do=stop]
		eval document.querySelector("#unit-redis button[data-do=stop]").textContent
		type #log-find 4711
		eval document.querySelector("#log-find").dispatchEvent(new Event("input"))
		eval [...document.querySelectorAll("#log-lines div")].filter(row => !row.hidden).length
	END
	)
	eq "$(grep -v ^console: <<<"$page")" $'true\n"false"\n"Sure?"\ntrue\n3'
	match "$(requests)" '^restart --timeout=120000 nginx$'
	match "$(requests)" '^start --timeout=120000 mailer$'
	no_match "$(requests)" '^stop'
}

@test "page: nothing is wider than the window of a phone or of a desktop" {
	local page
	fake_control
	web_start
	page=$(browse <<-END
		size 360 740
		go http://127.0.0.1:$PORT/
		type input[name=token] $TOKEN
		submit form
		wait document.querySelectorAll("#log-lines div").length == 15
		eval document.documentElement.scrollWidth
		scheme dark
		eval document.documentElement.scrollWidth
		size 1280 900
		eval document.documentElement.scrollWidth
	END
	)
	eq "$page" $'360\n360\n1280'
}

@test "page: it is drawn again when a service changes, and says so when it is not live" {
	local page
	fake_control
	web_start
	printf '%s\n' '{"type":"container","name":"small","state":"up","units":1,"ready":0,"up_ms":5}' \
		'{"type":"unit","name":"one","kind":"daemon","state":"failed","why":"it & <i>that</i>"}' \
		'{"ok":true}' >"$T/later"
	page=$(browse <<-END
		go http://127.0.0.1:$PORT/
		wait document.querySelector("#live").textContent == "live"
		eval document.querySelectorAll("tr.unit").length
		eval fetch("/v1/status").then(() => 1) && 1
	END
	)
	eq "$page" $'11\n1'
	cp "$T/later" "$T/fake/status"
	page=$(browse <<-END
		go http://127.0.0.1:$PORT/
		eval document.title
		eval document.querySelector("#unit-one .why").textContent
	END
	)
	eq "$page" $'"small: up"\n"it & <i>that</i>"'
}
