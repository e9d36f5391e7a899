/// Counts that are published together, with every total that can be formed from them.
///
/// A cell is named by its place: the categories it counts, one a dimension at most; a
/// dimension it does not name is summed over. Sums are kept as equations
/// `total = Σ parts`, so that tables of one, two, three or more dimensions, subtotals and
/// several tables that share margins are all one thing: cells and what ties them.
public struct CountTable: Sendable {
  /// A dimension, such as the theme of a comment or its month.
  public struct Dimension: Sendable {
    public var name: String
    public var categories: [String]
    /// Subtotals: each category in one group at most. Empty where there are none.
    public var groups: [Group]

    public init(_ name: String, _ categories: [String], groups: [Group] = []) {
      self.name = name
      self.categories = categories
      self.groups = groups
    }
  }

  /// A subtotal: categories, by number, that are counted together under a name.
  public struct Group: Sendable {
    public var name: String
    public var members: [Int]

    public init(_ name: String, _ members: [Int]) {
      self.name = name
      self.members = members
    }
  }

  /// Which categories a cell counts, dimensions ascending; none is the grand total.
  public struct Place: Hashable, Sendable {
    public struct Level: Hashable, Sendable {
      public var dimension: String
      public var category: String
    }

    public let levels: [Level]

    public init(_ levels: [(dimension: String, category: String)] = []) {
      self.levels = levels.map { Level(dimension: $0.dimension, category: $0.category) }
        .sorted { $0.dimension < $1.dimension }
    }

    /// The category of a dimension; nil where it is summed over.
    public func category(of dimension: String) -> String? {
      levels.first { $0.dimension == dimension }?.category
    }
  }

  /// `cells[total] = Σ cells[parts]`, by number.
  public struct Sum: Sendable {
    public var total: Int
    public var parts: [Int]
  }

  public private(set) var places: [Place] = []
  /// Count of each cell, 0 or more.
  public private(set) var counts: [Int] = []
  public private(set) var sums: [Sum] = []
  private var numbers: [Place: Int] = [:]

  /// What makes counts no table.
  public enum TableError: Error, Equatable, Sendable {
    /// `expected` inner cells follow from the dimensions, `found` were given.
    case cellCount(expected: Int, found: Int)
    case negativeCount(Place)
    /// A category or group named twice, or a group with a category in two groups.
    case category(dimension: String, name: String)
    /// Two linked tables give different counts for one place.
    case disagreement(Place)
  }

  /// All cells of a cross of dimensions, with subtotals and totals of every kind.
  ///
  /// - Parameter counts: inner cells, the last dimension fastest.
  public init(_ dimensions: [Dimension], counts inner: [Int]) throws(TableError) {
    let expected = dimensions.reduce(1) { $0 * $1.categories.count }
    guard inner.count == expected else {
      throw .cellCount(expected: expected, found: inner.count)
    }
    for dimension in dimensions { try Self.check(dimension) }
    // The entries of a dimension: categories, then groups, then the total.
    let sizes = dimensions.map { $0.categories.count + $0.groups.count + 1 }
    let members = dimensions.map { dimension in
      dimension.categories.indices.map { [$0] } + dimension.groups.map(\.members)
        + [Array(dimension.categories.indices)]
    }
    for position in Self.positions(sizes) {
      let place = Place(
        zip(dimensions, position).compactMap { dimension, entry in
          let names = dimension.categories + dimension.groups.map(\.name)
          return entry < names.count ? (dimension.name, names[entry]) : nil
        })
      var count = 0
      for offset in Self.positions(zip(members, position).map { $0[$1].count }) {
        var index = 0
        for d in dimensions.indices {
          index = index * dimensions[d].categories.count + members[d][position[d]][offset[d]]
        }
        count += inner[index]
      }
      guard count >= 0 else { throw .negativeCount(place) }
      numbers[place] = places.count
      places.append(place)
      counts.append(count)
    }
    if let k = inner.firstIndex(where: { $0 < 0 }) {
      throw .negativeCount(places[k % max(places.count, 1)])
    }
    addSums(dimensions, sizes)
  }

  /// Adds the cells of another table; cells of one place are one cell.
  public mutating func link(_ other: CountTable) throws(TableError) {
    var mine: [Int] = []
    for (place, count) in zip(other.places, other.counts) {
      if let number = numbers[place] {
        guard counts[number] == count else { throw .disagreement(place) }
        mine.append(number)
      } else {
        numbers[place] = places.count
        mine.append(places.count)
        places.append(place)
        counts.append(count)
      }
    }
    for sum in other.sums {
      sums.append(Sum(total: mine[sum.total], parts: sum.parts.map { mine[$0] }))
    }
  }

  /// The number of the cell at a place; nil where the table has none.
  public func number(of place: Place) -> Int? { numbers[place] }

  private static func check(_ dimension: Dimension) throws(TableError) {
    var seen: Set<String> = []
    for name in dimension.categories + dimension.groups.map(\.name)
    where !seen.insert(name).inserted {
      throw .category(dimension: dimension.name, name: name)
    }
    var grouped: Set<Int> = []
    for group in dimension.groups {
      for member in group.members
      where !dimension.categories.indices.contains(member) || !grouped.insert(member).inserted {
        throw .category(dimension: dimension.name, name: group.name)
      }
    }
  }

  /// All positions of a grid, the last coordinate fastest.
  private static func positions(_ sizes: [Int]) -> [[Int]] {
    var all: [[Int]] = [[]]
    for size in sizes { all = all.flatMap { head in (0..<size).map { head + [$0] } } }
    return all
  }

  private mutating func addSums(_ dimensions: [Dimension], _ sizes: [Int]) {
    func index(_ position: [Int]) -> Int {
      zip(position, sizes).reduce(0) { $0 * $1.1 + $1.0 }
    }
    for (d, dimension) in dimensions.enumerated() {
      let categories = dimension.categories.count
      let grouped = Set(dimension.groups.flatMap(\.members))
      // The total is the sum of the groups and of the categories in none.
      var wholes = dimension.groups.indices.map {
        (entry: categories + $0, parts: dimension.groups[$0].members)
      }
      wholes.append(
        (
          entry: sizes[d] - 1,
          parts: dimension.groups.indices.map { categories + $0 }
            + (0..<categories).filter { !grouped.contains($0) }
        ))
      var others = sizes
      others[d] = 1
      for var position in Self.positions(others) {
        for whole in wholes {
          position[d] = whole.entry
          let total = index(position)
          let parts = whole.parts.map { part in
            position[d] = part
            return index(position)
          }
          sums.append(Sum(total: total, parts: parts))
        }
      }
    }
  }
}
