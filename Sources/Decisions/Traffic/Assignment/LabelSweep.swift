/// Shortest paths from one node to all, with the memory to do it again.
///
/// The first search from an origin is Dijkstra's (1959) with a 4-ary heap; it leaves the
/// order in which nodes were settled. After costs have moved a little, scanning the nodes in
/// that order settles nearly all labels in one sequential pass, whatever the new costs are;
/// a node improved after its turn goes into a heap and is corrected at the end. Labels are
/// exact in either case.
final class LabelSweep: @unchecked Sendable {
  let nodeCount: Int
  /// Cost from the origin; +∞ where no path leads.
  let distance: UnsafeMutablePointer<Double>
  /// The last link of a shortest path; −1 at the origin and where no path leads.
  let parent: UnsafeMutablePointer<Int32>
  private let isScanned: UnsafeMutablePointer<Bool>
  private let bucket: UnsafeMutablePointer<Int32>
  private let sorted: UnsafeMutablePointer<Int32>
  private var heap: NodeHeap

  init(nodeCount: Int) {
    self.nodeCount = nodeCount
    let size = max(1, nodeCount)
    distance = .allocate(capacity: size)
    parent = .allocate(capacity: size)
    isScanned = .allocate(capacity: size)
    bucket = .allocate(capacity: size + 2)
    sorted = .allocate(capacity: size)
    heap = NodeHeap(capacity: 4 * size + 16)
  }

  deinit {
    distance.deallocate()
    parent.deallocate()
    isScanned.deallocate()
    bucket.deallocate()
    sorted.deallocate()
    heap.deallocate()
  }

  /// Dijkstra's search; `order` receives the nodes paths may pass through, as settled.
  ///
  /// - Returns: how many nodes `order` received.
  func search(
    from origin: Int, in network: CompactNetwork, cost: UnsafePointer<Double>,
    order: UnsafeMutablePointer<Int32>
  ) -> Int {
    let (firstOut, head, isBlocked) = (network.firstOut, network.head, network.isBlocked)
    let (distance, parent) = (distance, parent)
    distance.update(repeating: .infinity, count: nodeCount)
    parent.update(repeating: -1, count: nodeCount)
    distance[origin] = 0
    // A copy in this frame: no check of exclusive access at every push.
    var heap = heap
    defer { self.heap = heap }
    heap.clear()
    heap.push(0, Int32(origin))
    var settled = 0
    while let (key, node) = heap.pop() {
      let v = Int(node)
      if key > distance[v] { continue }
      if v != origin {
        if isBlocked[v] { continue }
        order[settled] = node
        settled += 1
      }
      for link in Int(firstOut[v])..<Int(firstOut[v + 1]) {
        let w = Int(head[link])
        let candidate = key + cost[link]
        if candidate < distance[w] {
          distance[w] = candidate
          parent[w] = Int32(truncatingIfNeeded: link)
          // Nothing leads on from a blocked node: it need not wait in the heap.
          if !isBlocked[w] { heap.push(candidate, Int32(truncatingIfNeeded: w)) }
        }
      }
    }
    return settled
  }

  /// Labels along a known order, exact whatever the order.
  ///
  /// - Returns: how many labels had to be corrected after their node's turn.
  func sweep(
    from origin: Int, in network: CompactNetwork, cost: UnsafePointer<Double>,
    order: UnsafePointer<Int32>, count: Int
  ) -> Int {
    let (firstOut, head, isBlocked) = (network.firstOut, network.head, network.isBlocked)
    let (distance, parent, isScanned) = (distance, parent, isScanned)
    distance.update(repeating: .infinity, count: nodeCount)
    parent.update(repeating: -1, count: nodeCount)
    isScanned.update(repeating: false, count: nodeCount)
    distance[origin] = 0
    isScanned[origin] = true
    var heap = heap
    defer { self.heap = heap }
    heap.clear()
    for link in Int(firstOut[origin])..<Int(firstOut[origin + 1]) {
      let w = Int(head[link])
      if cost[link] < distance[w] {
        distance[w] = cost[link]
        parent[w] = Int32(truncatingIfNeeded: link)
      }
    }
    for place in 0..<count {
      let v = Int(order[place])
      let base = distance[v]
      isScanned[v] = true
      for link in Int(firstOut[v])..<Int(firstOut[v + 1]) {
        let w = Int(head[link])
        let candidate = base + cost[link]
        if candidate < distance[w] {
          distance[w] = candidate
          parent[w] = Int32(truncatingIfNeeded: link)
          if isScanned[w] { heap.push(candidate, Int32(truncatingIfNeeded: w)) }
        }
      }
    }
    var corrected = 0
    while let (key, node) = heap.pop() {
      let v = Int(node)
      if key > distance[v] { continue }
      corrected += 1
      for link in Int(firstOut[v])..<Int(firstOut[v + 1]) {
        let w = Int(head[link])
        let candidate = key + cost[link]
        if candidate < distance[w] {
          distance[w] = candidate
          parent[w] = Int32(truncatingIfNeeded: link)
          if !isBlocked[w] { heap.push(candidate, Int32(truncatingIfNeeded: w)) }
        }
      }
    }
    return corrected
  }

  /// Brings an order nearer to that of the labels: one stable pass over as many buckets
  /// as there are nodes.
  func reorder(_ order: UnsafeMutablePointer<Int32>, count: Int) {
    var farthest = 0.0
    for place in 0..<count {
      let label = distance[Int(order[place])]
      if label < .infinity, label > farthest { farthest = label }
    }
    guard farthest > 0, count > 1 else { return }
    let scale = Double(count - 1) / farthest
    bucket.update(repeating: 0, count: count + 1)
    for place in 0..<count {
      let label = distance[Int(order[place])]
      let index = label < .infinity ? Int(label * scale) : count - 1
      bucket[index + 1] += 1
    }
    for index in 0..<count { bucket[index + 1] += bucket[index] }
    for place in 0..<count {
      let node = order[place]
      let label = distance[Int(node)]
      let index = label < .infinity ? Int(label * scale) : count - 1
      sorted[Int(bucket[index])] = node
      bucket[index] += 1
    }
    order.update(from: sorted, count: count)
  }
}

/// A 4-ary heap of nodes by label; outdated entries stay until they are popped.
struct NodeHeap {
  /// Label and node side by side: the four children of an entry lie in 64 bytes.
  private struct Entry {
    var key: Double
    var node: Int32
  }

  private var entries: UnsafeMutablePointer<Entry>
  private var capacity: Int
  private var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    entries = .allocate(capacity: capacity)
  }

  func deallocate() { entries.deallocate() }

  mutating func clear() { count = 0 }

  /// The least key, outdated entries included.
  var leastKey: Double? { count > 0 ? entries[0].key : nil }

  @inline(__always)
  mutating func push(_ key: Double, _ node: Int32) {
    if count == capacity { grow() }
    var place = count
    count += 1
    while place > 0 {
      let above = (place - 1) >> 2
      if entries[above].key <= key { break }
      entries[place] = entries[above]
      place = above
    }
    entries[place] = Entry(key: key, node: node)
  }

  @inline(__always)
  mutating func pop() -> (Double, Int32)? {
    guard count > 0 else { return nil }
    let result = (entries[0].key, entries[0].node)
    count -= 1
    guard count > 0 else { return result }
    let last = entries[count]
    var place = 0
    while true {
      let first = 4 * place + 1
      guard first < count else { break }
      var least = first
      var leastKey = entries[first].key
      for child in (first + 1)..<max(first + 1, min(first + 4, count))
      where entries[child].key < leastKey {
        least = child
        leastKey = entries[child].key
      }
      if leastKey >= last.key { break }
      entries[place] = entries[least]
      place = least
    }
    entries[place] = last
    return result
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: 2 * capacity)
    larger.update(from: entries, count: count)
    entries.deallocate()
    entries = larger
    capacity *= 2
  }
}
