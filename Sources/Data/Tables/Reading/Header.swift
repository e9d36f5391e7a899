/// The names of a file's columns.
struct Header {
  var names: [String]
  var notes: [String] = []

  /// Names from the fields of the first row: outer spaces trimmed, an empty name
  /// replaced by `column_N`, a repeated one followed by `_2`, `_3` ….
  init(fields: [String]) {
    names = []
    var used: Set<String> = []
    let given = Set(fields)
    for (index, field) in fields.enumerated() {
      var name = field
      while let first = name.first, first == " " || first == "\t" { name.removeFirst() }
      while let last = name.last, last == " " || last == "\t" { name.removeLast() }
      let isEmpty = name.isEmpty
      if isEmpty { name = "column_\(index + 1)" }
      let wanted = name
      var number = 2
      while used.contains(name) || (isEmpty || name != wanted) && given.contains(name) {
        name = "\(wanted)_\(number)"
        number += 1
      }
      used.insert(name)
      names.append(name)
      if isEmpty {
        notes.append("column \(index + 1) has no name in the header; it is called \(name)")
      } else if name != wanted {
        notes.append("the name \(wanted) appears more than once; column \(index + 1) is \(name)")
      }
    }
  }

  /// Names for a file without a header.
  init(count: Int) { names = (1...max(1, count)).map { "column_\($0)" } }
}
