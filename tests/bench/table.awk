# tests/bench/table.awk - makes tables of samples: medians, paired ratios to the floor,
# budgets.
# usage: awk -f tests/bench/table.awk tests/bench/budgets.tsv SAMPLES
# A paired ratio compares two samples of the same round, so that both see the same load.
BEGIN { FS = "\t" }
FNR == NR {
	if (/^#/ || NF < 4) next
	metrics[++count] = $1; kind[$1] = $2; budget[$1] = $3; title[$1] = $4
	next
}
{
	if (!(($1, $2) in n)) subjects[$1] = subjects[$1] " " $2
	value[$1, $2, ++n[$1, $2]] = $4
	at[$1, $2, $3] = $4; round[$1, $2, n[$1, $2]] = $3
}
function sort(a, len,   i, j, v) {
	for (i = 2; i <= len; i++) {
		v = a[i]
		for (j = i - 1; j >= 1 && a[j] > v; j--) a[j + 1] = a[j]
		a[j + 1] = v
	}
}
function quantile(a, len, q,   p, low) {
	p = 1 + (len - 1) * q; low = int(p)
	return low >= len ? a[len] : a[low] + (p - low) * (a[low + 1] - a[low])
}
function three(x) { return x == 0 ? "0" : sprintf((x >= 1000) ? "%.0f" : "%.3g", x) }
function median_of(m, s,   a, i) {
	if (!((m, s) in n)) return -1
	for (i = 1; i <= n[m, s]; i++) a[i] = value[m, s, i]
	sort(a, n[m, s])
	return quantile(a, n[m, s], 0.5)
}
# Returns the ratio to the floor's sample of the same round.
function ratio_to(m, s, other,   i, k, r, len) {
	for (i = 1; i <= n[m, s]; i++) {
		k = round[m, s, i]
		if ((m, other, k) in at && at[m, other, k] > 0) r[++len] = value[m, s, i] / at[m, other, k]
	}
	sort(r, len)
	return len > 0 ? quantile(r, len, 0.5) : -1
}
function is_peer(s) { return s != "floor" && s != "bare" && s !~ /^ctinit/ }
function best_peer(m,   list, len, i, v, best, name) {
	len = split(substr(subjects[m], 2), list, " ")
	for (i = 1; i <= len; i++) {
		v = median_of(m, list[i])
		if (is_peer(list[i]) && (name == "" || v < best)) { best = v; name = list[i] }
	}
	return name
}
function judge_one(m, s, how, limit,   figure, other, unit) {
	other = how == "x" ? "floor" : how == "p" ? best_peer(m) : how ~ /^p=/ ? substr(how, 3) : ""
	figure = other != "" ? ratio_to(m, s, other) : median_of(m, s)
	if (how ~ /^[xp]/ && figure < 0) return "" # no peer to compare with
	unit = how == "a" ? "" : how == "x" ? " x" : " x " other
	verdict = figure <= limit + 1e-9 ? "met" : "NOT met"
	summary[++lines] = sprintf("| %s | %s%s | %s%s | %s |", title[m],
		how == "a" ? three(figure) : sprintf("%.2f", figure), unit, limit, unit, verdict)
	return "budget " limit unit ": " verdict
}
function judge(m, s,   hows, limits, i, count, all, text) {
	if (s != "ctinit" || kind[m] == "-") return ""
	count = split(kind[m], hows, ","); split(budget[m], limits, ",")
	for (i = 1; i <= count; i++) {
		text = judge_one(m, s, hows[i], limits[i])
		all = all (all != "" && text != "" ? "; " : "") text
	}
	return all
}
function row(m, s,   a, r, i, k, ratios, figure, cells) {
	for (i = 1; i <= n[m, s]; i++) {
		a[i] = value[m, s, i]; k = round[m, s, i]
		if ((m, "floor", k) in at && at[m, "floor", k] > 0) r[++ratios] = a[i] / at[m, "floor", k]
	}
	sort(a, n[m, s]); sort(r, ratios)
	figure = quantile(a, n[m, s], 0.5)
	cells = sprintf("| %s | %s | %s - %s |", s, three(figure),
		three(quantile(a, n[m, s], 0.25)), three(quantile(a, n[m, s], 0.75)))
	if (ratios > 0) {
		cells = cells sprintf(" %.2f | %.2f - %.2f |", quantile(r, ratios, 0.5),
			quantile(r, ratios, 0.25), quantile(r, ratios, 0.75))
	} else cells = cells " - | - |"
	print cells " " n[m, s] " | " judge(m, s) " |"
}
function table(m,   list, len, i) {
	if (!(m in subjects)) return
	len = split(substr(subjects[m], 2), list, " ")
	print "### " title[m]; print ""
	print "| subject | median | p25 - p75 | x floor | p25 - p75 | samples | |"
	print "| --- | --- | --- | --- | --- | --- | --- |"
	for (i = 1; i <= len; i++) if (list[i] == "floor") row(m, list[i])
	for (i = 1; i <= len; i++) if (list[i] == "ctinit") row(m, list[i])
	for (i = 1; i <= len; i++)
		if (list[i] != "floor" && list[i] != "ctinit") row(m, list[i])
	print ""
}
function derive(front,   list, len, i, s, small, large) {
	if (!((front "dirty.1000") in subjects)) return
	len = split(substr(subjects[front "dirty.1000"], 2), list, " ")
	for (i = 1; i <= len; i++) {
		s = list[i]; small = median_of(front "dirty.1", s)
		large = median_of(front "dirty.1000", s)
		if (small < 0) continue
		subjects[front "dirty.each"] = subjects[front "dirty.each"] " " s
		n[front "dirty.each", s] = 1
		value[front "dirty.each", s, 1] = (large - small) / 999
	}
}
function growth(from, to,   list, len, i, k, s, a, b, what, names) {
	if (!(("up." to) in subjects)) return
	len = split(substr(subjects["up." to], 2), list, " ")
	split("up cpu down", names, " ")
	print "### growth from " from " to " to " services: exponent of N"; print ""
	print "| subject | up | CPU | down |"; print "| --- | --- | --- | --- |"
	for (i = 1; i <= len; i++) {
		s = list[i]; printf "| %s |", s
		for (k = 1; k <= 3; k++) {
			what = names[k]; a = median_of(what "." from, s); b = median_of(what "." to, s)
			printf (a > 0 && b > 0) ? sprintf(" %.2f |", log(b / a) / log(to / from)) : " - |"
		}
		print ""
	}
	print ""
}
END {
	derive("")
	derive("log.")
	for (i = 1; i <= count; i++) table(metrics[i])
	growth(100, 1000); growth(1000, 10000)
	if (lines == 0) exit
	print "### budgets"; print ""
	print "| what | ctinit | budget | |"; print "| --- | --- | --- | --- |"
	for (i = 1; i <= lines; i++) print summary[i]
	print ""
}
