#pragma once
// Lets std::visit take one lambda for each alternative of a variant.

namespace pawl {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace pawl
