/// Nodes waiting for their turn in a search for shortest paths, by label, in buckets.
///
/// Dial's buckets (1969) as coarse as Meyer & Sanders' Δ-stepping (2003) allows: labels within
/// one width wait together and come out in no order, so that a node may be scanned again when
/// a neighbour of its own bucket improves it. Labels are final when the queue is empty, and
/// the same bits as Dijkstra's: rounding is monotone, so both end at the least sum over paths.
/// A ring of buckets reaches `ringSize` widths ahead; what lies beyond waits in a heap, so
/// that no spread of costs takes more than a heap would.
struct BucketQueue {
  private struct Entry {
    var node: Int32
    var next: Int32
  }

  private static let ringSize = 1024
  /// First entry of each bucket of the ring, −1 for none, and a bit for each that has any.
  private let first: UnsafeMutablePointer<Int32>
  private let isFilled: UnsafeMutablePointer<UInt64>
  private var entries: UnsafeMutablePointer<Entry>
  private var capacity: Int
  private var used = 0
  private var free: Int32 = -1
  /// Whether a node waits with a label not yet scanned.
  private let isWaiting: UnsafeMutablePointer<Bool>
  private var beyond: NodeHeap
  private var current = 0
  private var limit = Double(BucketQueue.ringSize)
  private var scale = 1.0

  init(nodeCount: Int) {
    first = .allocate(capacity: BucketQueue.ringSize)
    first.initialize(repeating: -1, count: BucketQueue.ringSize)
    isFilled = .allocate(capacity: BucketQueue.ringSize / 64)
    isFilled.initialize(repeating: 0, count: BucketQueue.ringSize / 64)
    capacity = max(64, nodeCount)
    entries = .allocate(capacity: capacity)
    isWaiting = .allocate(capacity: max(1, nodeCount))
    isWaiting.initialize(repeating: false, count: max(1, nodeCount))
    beyond = NodeHeap(capacity: 64)
  }

  func deallocate() {
    first.deallocate()
    isFilled.deallocate()
    entries.deallocate()
    isWaiting.deallocate()
    beyond.deallocate()
  }

  /// A width of bucket that suits the costs of links: the median of some of those above 0.
  static func width(of costs: UnsafePointer<Double>, count: Int) -> Double {
    let step = max(1, count / 96)
    var sample: [Double] = []
    sample.reserveCapacity(count / step + 1)
    for place in stride(from: 0, to: count, by: step) {
      let cost = costs[place]
      if cost > 0, cost < .infinity { sample.append(cost) }
    }
    sample.sort()
    return sample.isEmpty ? 1 : sample[sample.count / 2]
  }

  /// Makes an empty queue ready for labels from 0 on.
  mutating func start(width: Double) {
    current = 0
    limit = Double(BucketQueue.ringSize)
    scale = 1 / width
    used = 0
    free = -1
    beyond.clear()
  }

  /// - Parameter key: at least the label of the node last taken.
  @inline(__always)
  mutating func push(_ key: Double, _ node: Int32) {
    isWaiting[Int(node)] = true
    let place = key * scale
    guard place < limit else {
      beyond.push(key, node)
      return
    }
    let slot = Int(place) & (BucketQueue.ringSize - 1)
    var entry = free
    if entry >= 0 {
      free = entries[Int(entry)].next
    } else {
      if used == capacity { grow() }
      entry = Int32(truncatingIfNeeded: used)
      used += 1
    }
    entries[Int(entry)] = Entry(node: node, next: first[slot])
    first[slot] = entry
    isFilled[slot >> 6] |= 1 << UInt64(slot & 63)
  }

  /// A node of the least bucket, or −1 when none waits.
  @inline(__always)
  mutating func pop() -> Int {
    while true {
      let slot = current & (BucketQueue.ringSize - 1)
      let entry = first[slot]
      guard entry >= 0 else {
        isFilled[slot >> 6] &= ~(1 << UInt64(slot & 63))
        let node = advance()
        if node == .min { continue }
        return node
      }
      let (node, next) = (Int(entries[Int(entry)].node), entries[Int(entry)].next)
      first[slot] = next
      entries[Int(entry)].next = free
      free = entry
      guard isWaiting[node] else { continue }
      isWaiting[node] = false
      return node
    }
  }

  /// Goes on to the next bucket with entries; what waited beyond the ring is taken first where
  /// its turn has come.
  ///
  /// - Returns: a node from beyond the ring, −1 when none waits at all, `Int.min` when the
  ///   bucket reached has entries.
  @inline(never)
  private mutating func advance() -> Int {
    let mask = BucketQueue.ringSize - 1
    var next = Int.max
    // Word by word around the ring from the bucket after the present one, back to its word.
    var slot = (current + 1) & mask
    var ahead = 1
    while ahead < BucketQueue.ringSize {
      let bits = isFilled[slot >> 6] >> UInt64(slot & 63)
      if bits != 0 {
        let distance = ahead + bits.trailingZeroBitCount
        if distance < BucketQueue.ringSize { next = current + distance }
        break
      }
      let step = 64 - (slot & 63)
      ahead += step
      slot = (slot + step) & mask
    }
    while let key = beyond.leastKey {
      let place = key * scale
      if next < .max, place >= Double(next) { break }
      guard let (_, node) = beyond.pop() else { break }
      guard isWaiting[Int(node)] else { continue }
      isWaiting[Int(node)] = false
      // Past 2⁵² widths buckets can no longer be told apart: the heap alone goes on.
      if place < 0x1p52 { move(to: Int(place)) } else { limit = -1 }
      return Int(node)
    }
    guard next < .max else { return -1 }
    move(to: next)
    return .min
  }

  private mutating func move(to bucket: Int) {
    current = bucket
    limit = Double(bucket + BucketQueue.ringSize)
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: 2 * capacity)
    larger.update(from: entries, count: capacity)
    entries.deallocate()
    entries = larger
    capacity *= 2
  }
}
