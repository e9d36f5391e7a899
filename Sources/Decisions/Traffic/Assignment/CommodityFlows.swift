import Glibc

/// Trips of one class from one origin, and the links they use.
struct Commodity {
  /// Zone of origin, and class.
  let zone: Int
  let travelClass: Int
  /// Compact node of the origin.
  let origin: Int
  /// Zones, their compact nodes, and trips in units that congest; 0 where no path leads.
  let destinationZones: [Int32]
  let destinations: [Int32]
  var trips: [Double]

  var total: Double { trips.reduce(0, +) }
}

/// Flow by commodity and compact link, with the list of links each commodity uses.
///
/// Memory is virtual until a link is used.
final class CommodityFlows: @unchecked Sendable {
  let linkCount: Int
  let commodityCount: Int
  private let flows: UnsafeMutablePointer<Double>
  private let isListed: UnsafeMutablePointer<Bool>
  /// Links with flow, and links that had some since the list was last tidied.
  let used: UnsafeMutablePointer<LinkList>

  init(commodities: Int, links: Int) {
    commodityCount = commodities
    linkCount = links
    let size = max(1, commodities * links)
    // Zero bits are 0 and false; pages that nothing writes to cost no memory.
    guard let zeros = calloc(size, MemoryLayout<Double>.stride),
      let flags = calloc(size, MemoryLayout<Bool>.stride)
    else { fatalError("no memory for \(commodities) origins times \(links) links") }
    flows = zeros.bindMemory(to: Double.self, capacity: size)
    isListed = flags.bindMemory(to: Bool.self, capacity: size)
    used = .allocate(capacity: max(1, commodities))
    for index in 0..<commodities { (used + index).initialize(to: LinkList()) }
  }

  deinit {
    for index in 0..<commodityCount { used[index].deallocate() }
    used.deallocate()
    free(flows)
    free(isListed)
  }

  /// Flows of one commodity by link.
  @inline(__always)
  func flow(of commodity: Int) -> UnsafeMutablePointer<Double> { flows + commodity * linkCount }

  /// Notes that a link may have flow.
  @inline(__always)
  func list(_ link: Int, of commodity: Int) {
    let flag = isListed + (commodity * linkCount + link)
    if !flag.pointee {
      flag.pointee = true
      used[commodity].append(Int32(truncatingIfNeeded: link))
    }
  }

  /// Forgets links without flow.
  func tidy(_ commodity: Int) {
    let flow = flow(of: commodity)
    let flags = isListed + commodity * linkCount
    let links = used[commodity].elements
    var kept = 0
    for place in 0..<used[commodity].count {
      let link = links[place]
      if flow[Int(link)] > 0 {
        links[kept] = link
        kept += 1
      } else {
        flags[Int(link)] = false
      }
    }
    used[commodity].truncate(to: kept)
  }
}
