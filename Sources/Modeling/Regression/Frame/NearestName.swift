/// The known name nearest to one that is none, if it is near enough to be a slip.
func nearestName(_ typed: String, among known: [String]) -> String? {
  let limit = max(1, typed.count / 3)
  var best: (name: String, distance: Int)?
  for name in known {
    let distance =
      name.lowercased() == typed.lowercased()
      ? 0 : (typed.count >= 2 && name.hasPrefix(typed) ? 1 : editDistance(typed, name))
    if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
  }
  return best?.name
}

/// Least number of insertions, deletions, substitutions and swaps of neighbours
/// that turn one word into the other (Damerau 1964, restricted form).
private func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1] + [Int](repeating: 0, count: b.count)
    for j in b.indices {
      row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
      }
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
