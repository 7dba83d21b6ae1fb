# Names the tests that failed, and how to run one alone; and tells how many were skipped and why.
#
#   awk -v isa=ISA -v ended=ENDED -f test-summary.awk part=trace TRACE part=events EVENTS
#
# ENDED is empty if the run has not come to its end.
# TRACE is what TestSupport's TestTrace writes, EVENTS the event stream of Swift Testing: an object of
# JSON a line.

# The string of a member of the line, by its name; "" if there is none.
function member(name,    at, text) {
  at = index($0, "\"" name "\":\"")
  if (!at) return ""
  text = substr($0, at + length(name) + 4)
  if (!match(text, /^([^"\\]|\\.)*/)) return ""
  text = substr(text, 1, RLENGTH)
  gsub(/\\\//, "/", text)
  gsub(/\\n/, " ", text)
  gsub(/\\"/, "\"", text)
  gsub(/\\\\/, "\\", text)
  return text
}

# "Module.Suite/function(label:)/File.swift:1:2" as a person says it, and as --filter takes it.
function described(id,    parts, count) {
  count = split(id, parts, "/")
  return (id in names ? names[id] : parts[count - 1]) " (" parts[count] ")"
}

function filter(id) {
  sub(/\/[^\/]*$/, "", id)
  sub(/\(.*/, "\\(", id)
  return id
}

function tell(id) {
  print "  " described(id)
  if (id in problems) printf "%s", problems[id]
  print "      deploy/test " (isa == "" ? "" : "--isa " isa " ") "--filter '" filter(id) "'"
}

part == "trace" && $1 == "begin" { running[substr($0, 7)]++ }
part == "trace" && $1 == "end" { running[substr($0, 5)]-- }
part == "trace" { next }

/"kind":"function"/ { names[member("id")] = member("displayName"); next }
/"kind":"testSkipped"/ {
  text = member("text")
  sub(/^.* skipped[.:]? ?/, "", text)
  skipped[text == "" ? "without a reason" : text]++
}
/"kind":"issueRecorded"/ && !/"isKnown":true/ && !/"severity":"warning"/ {
  id = member("testID")
  text = member("text")
  if (match(text, /[^ \/]+\.swift:[0-9]+:[0-9]+: /)) text = substr(text, RSTART)
  place = text
  sub(/: .*/, "", place)
  if ((id, place) in seen || count[id] >= 3) next
  seen[id, place] = 1
  count[id]++
  problems[id] = problems[id] "      " substr(text, 1, 200) "\n"
  if (!(id in failed)) { failed[id] = 1; order[++failures] = id }
}
/"kind":"testEnded"/ && /"symbol":"fail"/ {
  id = member("testID")
  if (id in names && !(id in failed)) { failed[id] = 1; order[++failures] = id }
}

END {
  for (reason in skipped) print "skipped: " skipped[reason] ", " reason
  if (failures) print "failed:"
  for (i = 1; i <= failures; i++) tell(order[i])
  if (ended != "") exit
  for (id in running) {
    if (running[id] <= 0) continue
    if (!cut++) print "the process of the tests died in the middle of:"
    tell(id)
  }
  if (!cut) print "the process of the tests died in the middle of none."
}
