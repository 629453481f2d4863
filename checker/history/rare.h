#pragma once
// Something that nearly no holder has: it takes a pointer where it is not there.

#include <memory>
#include <utility>

namespace pawl::checker {

/// A value of type T, of which most are T{}.
template <typename T>
class Rare {
 public:
  Rare() = default;
  Rare(const Rare& other) : held_(other.held_ ? std::make_unique<T>(*other.held_) : nullptr) {}
  Rare(Rare&&) noexcept = default;
  Rare& operator=(Rare other) noexcept {
    std::swap(held_, other.held_);
    return *this;
  }
  ~Rare() = default;

  const T& operator*() const {
    static const T kNone{};
    return held_ ? *held_ : kNone;
  }
  const T* operator->() const { return &**this; }
  /// For writing to it.
  T& make() {
    if (!held_) held_ = std::make_unique<T>();
    return *held_;
  }

  bool operator==(const Rare& other) const { return (!held_ && !other.held_) || **this == *other; }

 private:
  std::unique_ptr<T> held_;
};

}  // namespace pawl::checker
