/// A growing list of link numbers in one piece of memory.
struct LinkList {
  private(set) var elements: UnsafeMutablePointer<Int32>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 64) {
    self.capacity = max(1, capacity)
    elements = .allocate(capacity: self.capacity)
  }

  func deallocate() { elements.deallocate() }

  mutating func clear() { count = 0 }

  mutating func truncate(to count: Int) { self.count = count }

  @inline(__always)
  mutating func append(_ value: Int32) {
    if count == capacity { grow(to: 2 * capacity) }
    elements[count] = value
    count += 1
  }

  mutating func append(_ values: UnsafePointer<Int32>, count more: Int) {
    if count + more > capacity { grow(to: max(2 * capacity, count + more)) }
    (elements + count).update(from: values, count: more)
    count += more
  }

  @inline(never)
  private mutating func grow(to size: Int) {
    let larger = UnsafeMutablePointer<Int32>.allocate(capacity: size)
    larger.update(from: elements, count: count)
    elements.deallocate()
    elements = larger
    capacity = size
  }
}
