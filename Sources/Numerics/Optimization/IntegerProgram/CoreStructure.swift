/// What whoever builds a program knows about it, to guide its search. Nothing of this is
/// needed for a proof.
struct CoreStructure: Sendable {
  /// Variables that are rounded and branched on before all others; empty for none.
  var isLeading: [Bool] = []
  /// Groups of variables that belong together, in a cyclic order in which neighbours can
  /// stand in for each other: what a neighbourhood search frees at a time.
  var blocks: [[Int]] = []
  /// Sums of integer variables that branching may split; nil to look for them.
  var sums: [[Int]]?
  /// A plan to begin with; empty for none.
  var plan: [Double] = []

  /// The leading ones among `variables`, or all where none of them leads.
  func leading(_ variables: [Int]) -> [Int] {
    guard !isLeading.isEmpty else { return variables }
    let first = variables.filter { $0 >= isLeading.count || isLeading[$0] }
    return first.isEmpty ? variables : first
  }

  /// For a program over the variables in `kept` alone.
  func restricted(to kept: [Int]) -> CoreStructure {
    CoreStructure(isLeading: isLeading.isEmpty ? [] : kept.map { isLeading[$0] })
  }
}
