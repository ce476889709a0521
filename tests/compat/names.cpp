// names.cpp - the same in C++; and what of the standard library has such names stays usable.
#define main checks_of_c
#include "names.c"
#undef main

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

static int add(int a, int b) {
    return a + b;
}

int main() {
    auto three = std::bind(add, 1, std::placeholders::_1);
    CHECK(three(2) == 3);
    GUID one = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
    GUID other = one;
    CHECK(IsEqualGUID(one, other));
    other.Data4[7]++;
    CHECK(one != other);
    std::map<SOCKET, std::string> names;
    names[INVALID_SOCKET] = "none";
    CHECK(names.count(~(SOCKET)0) == 1);
    return checks_of_c();
}
