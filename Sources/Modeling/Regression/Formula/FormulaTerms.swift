/// The terms a formula stands for, after crossing, nesting and taking away.
///
/// A term is a set of atoms: a column, a function of one, a factor. Terms are
/// ordered by how many atoms they join, and as written among equals (Wilkinson
/// & Rogers 1973; R's `terms.formula`). Atoms are numbered as they first appear
/// in that order.
public struct FormulaTerms: Equatable, Sendable {
  public internal(set) var atoms: [FormulaExpression] = []
  /// Ascending indices into `atoms`; the intercept is not among them.
  public internal(set) var terms: [[Int]] = []
  public internal(set) var hasIntercept = true
  /// What stands inside each `offset(…)`.
  public internal(set) var offsets: [FormulaExpression] = []
  /// Calls of `s(…)`.
  public internal(set) var smooths: [FormulaExpression] = []

  private var places: [FormulaExpression: Int] = [:]

  /// The label of a term: its atoms joined by colons.
  public func label(_ term: [Int]) -> String {
    term.map { atoms[$0].description }.joined(separator: ":")
  }

  /// More terms than this are a slip of the pen.
  private static let most = 10_000

  /// - Parameter columns: what a dot stands for.
  init(of node: FormulaNode, columns: [String]) throws(RegressionError) {
    let raw = try expand(node, columns)
    let sorted = raw.enumerated().sorted {
      ($0.element.count, $0.offset) < ($1.element.count, $1.offset)
    }
    .map(\.element)
    var number = [Int](repeating: -1, count: atoms.count)
    var ordered: [FormulaExpression] = []
    for term in sorted {
      for atom in term where number[atom] < 0 {
        number[atom] = ordered.count
        ordered.append(atoms[atom])
      }
    }
    atoms = ordered
    places = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
    terms = sorted.map { $0.map { number[$0] }.sorted() }
  }

  private mutating func expand(
    _ node: FormulaNode, _ columns: [String]
  ) throws(RegressionError) -> [[Int]] {
    switch node {
    case .one:
      hasIntercept = true
      return []
    case .zero:
      hasIntercept = false
      return []
    case .dot: return columns.map { [index(of: .variable($0))] }
    case .atom(let expression):
      if case .call(.offset, let arguments) = expression {
        offsets.append(arguments[0].value)
        return []
      }
      if case .call(.smooth, _) = expression {
        if !smooths.contains(expression) { smooths.append(expression) }
        return []
      }
      return [[index(of: expression)]]
    case .sum(let summands):
      var (result, seen): ([[Int]], Set<[Int]>) = ([], [])
      for summand in summands {
        if summand.isTakenAway {
          result = try without(result, summand.node, columns)
          seen = Set(result)
        } else {
          result += try expand(summand.node, columns).filter { seen.insert($0).inserted }
          try requireFew(result)
        }
      }
      return result
    case .interaction(let a, let b): return try products(expand(a, columns), expand(b, columns))
    case .cross(let a, let b):
      let (left, right) = (try expand(a, columns), try expand(b, columns))
      return try union(union(left, right), products(left, right))
    case .nest(let a, let b):
      let (left, right) = (try expand(a, columns), try expand(b, columns))
      let whole = Set(left.joined()).sorted()
      return try union(left, products([whole], right))
    case .power(let base, let degree):
      let single = try expand(base, columns)
      var result = single
      for _ in 1..<max(1, degree) {
        let before = result.count
        result = try union(result, products(result, single))
        if result.count == before { break }
      }
      return result
    }
  }

  private mutating func without(
    _ kept: [[Int]], _ node: FormulaNode, _ columns: [String]
  ) throws(RegressionError) -> [[Int]] {
    if node == .one || node == .zero {
      hasIntercept = node == .zero
      return kept
    }
    if case .atom(.call(.offset, let arguments)) = node {
      offsets.removeAll { $0 == arguments[0].value }
      return kept
    }
    if case .atom(let expression) = node, case .call(.smooth, _) = expression {
      smooths.removeAll { $0 == expression }
      return kept
    }
    let removed = Set(try expand(node, columns))
    return kept.filter { !removed.contains($0) }
  }

  private mutating func index(of atom: FormulaExpression) -> Int {
    if let index = places[atom] { return index }
    places[atom] = atoms.count
    atoms.append(atom)
    return atoms.count - 1
  }

  private func union(_ a: [[Int]], _ b: [[Int]]) throws(RegressionError) -> [[Int]] {
    var seen = Set(a)
    let all = a + b.filter { seen.insert($0).inserted }
    try requireFew(all)
    return all
  }

  private func requireFew(_ terms: [[Int]]) throws(RegressionError) {
    guard terms.count <= Self.most else {
      throw .formula("the formula stands for more than \(Self.most) terms", offset: 0)
    }
  }

  private func products(_ a: [[Int]], _ b: [[Int]]) throws(RegressionError) -> [[Int]] {
    guard a.count * b.count <= Self.most * 10 else {
      throw .formula("the formula stands for more than \(Self.most) terms", offset: 0)
    }
    var result: [[Int]] = []
    var seen: Set<[Int]> = []
    for left in a {
      for right in b {
        let term = Set(left + right).sorted()
        if seen.insert(term).inserted { result.append(term) }
      }
    }
    return result
  }
}
