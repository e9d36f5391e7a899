/// The right side of a formula as it was written.
indirect enum FormulaNode: Hashable, Sendable {
  case atom(FormulaExpression)
  case one, zero
  /// Every column not used elsewhere.
  case dot
  case plus(FormulaNode, FormulaNode)
  /// Without a left side, what is taken away comes first: `y ~ -1 + x`.
  case minus(FormulaNode?, FormulaNode)
  case interaction(FormulaNode, FormulaNode)
  case cross(FormulaNode, FormulaNode)
  case nest(FormulaNode, FormulaNode)
  case power(FormulaNode, Int)

  var hasDot: Bool {
    switch self {
    case .dot: true
    case .atom, .one, .zero: false
    case .minus(nil, let right): right.hasDot
    case .plus(let a, let b), .minus(let a?, let b), .interaction(let a, let b),
      .cross(let a, let b), .nest(let a, let b):
      a.hasDot || b.hasDot
    case .power(let base, _): base.hasDot
    }
  }

  /// Whether it holds what takes no part in interactions: 0, 1, an offset or a smooth.
  var standsAlone: Bool {
    switch self {
    case .one, .zero, .atom(.call(.offset, _)), .atom(.call(.smooth, _)): true
    case .atom, .dot: false
    case .minus(nil, let right): right.standsAlone
    case .plus(let a, let b), .minus(let a?, let b), .interaction(let a, let b),
      .cross(let a, let b), .nest(let a, let b):
      a.standsAlone || b.standsAlone
    case .power(let base, _): base.standsAlone
    }
  }

  /// Every expression in it, in order of appearance.
  var atoms: [FormulaExpression] {
    switch self {
    case .atom(let expression): [expression]
    case .one, .zero, .dot: []
    case .minus(nil, let right): right.atoms
    case .plus(let a, let b), .minus(let a?, let b), .interaction(let a, let b),
      .cross(let a, let b), .nest(let a, let b):
      a.atoms + b.atoms
    case .power(let base, _): base.atoms
    }
  }
}

extension FormulaNode: CustomStringConvertible {
  var description: String { printed(within: 0) }

  private func printed(within outer: Int) -> String {
    let (level, text): (Int, String)
    switch self {
    case .atom(let expression): return expression.description
    case .one: return "1"
    case .zero: return "0"
    case .dot: return "."
    case .plus(let a, let b):
      (level, text) = (1, a.printed(within: 1) + " + " + b.printed(within: 2))
    case .minus(let a, let b):
      let left = a.map { $0.printed(within: 1) + " - " } ?? "-"
      (level, text) = (1, left + b.printed(within: 2))
    case .cross(let a, let b):
      (level, text) = (2, a.printed(within: 2) + " * " + b.printed(within: 3))
    case .nest(let a, let b):
      (level, text) = (2, a.printed(within: 2) + " / " + b.printed(within: 3))
    case .interaction(let a, let b):
      (level, text) = (3, a.printed(within: 3) + ":" + b.printed(within: 4))
    case .power(let base, let degree): (level, text) = (4, base.printed(within: 5) + "^\(degree)")
    }
    return level < outer ? "(\(text))" : text
  }
}
