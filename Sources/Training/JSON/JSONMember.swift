/// One name and its value in a JSON object.
struct JSONMember: Sendable, Hashable {
  var name: String
  var value: JSONValue
}
