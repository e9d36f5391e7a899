/// The right side of a formula as it was written.
indirect enum FormulaNode: Hashable, Sendable {
  /// What a sum adds or takes away, in order.
  struct Summand: Hashable, Sendable {
    var node: FormulaNode
    var isTakenAway: Bool
  }

  case atom(FormulaExpression)
  case one, zero
  /// Every column not used elsewhere.
  case dot
  /// Flat, so that a thousand columns nest no deeper than two.
  case sum([Summand])
  case interaction(FormulaNode, FormulaNode)
  case cross(FormulaNode, FormulaNode)
  case nest(FormulaNode, FormulaNode)
  case power(FormulaNode, Int)

  /// The nodes it is made of.
  private var parts: [FormulaNode] {
    switch self {
    case .atom, .one, .zero, .dot: []
    case .sum(let summands): summands.map(\.node)
    case .interaction(let a, let b), .cross(let a, let b), .nest(let a, let b): [a, b]
    case .power(let base, _): [base]
    }
  }

  var hasDot: Bool { self == .dot || parts.contains(where: \.hasDot) }

  /// Whether it holds what takes no part in interactions: 0, 1, an offset or a smooth.
  var standsAlone: Bool {
    switch self {
    case .one, .zero, .atom(.call(.offset, _)), .atom(.call(.smooth, _)): true
    default: parts.contains(where: \.standsAlone)
    }
  }

  /// Every expression in it, in order of appearance.
  var atoms: [FormulaExpression] {
    if case .atom(let expression) = self { return [expression] }
    return parts.flatMap(\.atoms)
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
    case .sum(let summands):
      var sum = ""
      for summand in summands {
        let sign = summand.isTakenAway ? "-" : "+"
        sum += sum.isEmpty ? (summand.isTakenAway ? "-" : "") : " \(sign) "
        sum += summand.node.printed(within: 2)
      }
      (level, text) = (1, sum)
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
