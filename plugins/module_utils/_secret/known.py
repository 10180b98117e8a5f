# Copyright (c) 2026 the golive.stack contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SHA-256 of values that were published with samples and demos, and so are no secrets."""

from __future__ import annotations

# A constant, not a data file: what a module needs on a target must be Python that it imports.
KNOWN = frozenset(
    (
        # what people type when no one asks for more
        "8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92",
        "a942b37ccfaf5a813b1432caa209a43b9d144e47ad0de1549c289c253e556cd5",
        "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
        "19513fdc9da4fb72a4a05eb66917548d3c90ff94d5419e1f2363eea89dfee1dd",
        "ef92b778bafe771e89245b89ecbc08a44a4e166c06659911881f383d4473e94f",
        "8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918",
        "240be518fabd2724ddb6f04eeb1da5967448d7e831c08c8fa822809f74c720a9",
        "4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2",
        "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
        "057ba03d6c44104863dc7361fe4578965d1887360f90a0895882e58a6248fc86",
        "e2186dbdb1bb4193608605e84f33208765b5693b55edd4f730a719a100eeea6f",
        "fb86fb757d1241d512865070e05ccb5d17dfaa11a4b2ca04b89bacad17530ad4",
        "00810cf8b94d6fcb9c5de484d3bec4187620b3e2876e59aab90d852fe0f18fb6",
        "37a8eec1ce19687d132fe29051dca629d164e2c4958ba141d5f4133a33f0688f",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "2a97516c354b68848cdbd8f54a226a0a55b21ed138e207ad6c5cbb9c00aa5aea",
        "84983c60f7daadc1cb8698621f802c0d9f9a3c3c295c810748fb048115c186ec",
        "280d44ab1e9f79b5cce2dd4f58f5fe91f0fbacdac9f7447dffc318ceb79f2d02",
        "1c8bfe8f801d79745c4631d09fff36c82aa37fc4cce4fc946683d7b336b63032",
        "ef797c8118f02dfb649607dd5d3f8c7623048c9c063d532cc95c5ed7a898a64f",
        "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
        "65e84be33532fb784c48129675f9eff3a682b27168c0ea744b2cf58ee02337c5",
        "048af2438891a89a3536ac09cc96ccbd34a1714e88cf8fdb63e6186dcc3ff89d",
        "a9ee59cf6f8bbd8bbe2485119bdb7b7334db052ac99a1a69a04c0efdd892fece",
        "55a2aa619c852bbc2a756b83696b60ab1b91ab7163f3e0d8463da815fb93a268",
        "f75778f7425be4db0369d09af37a6c2b9a83dea0e53e7bd57412e4b060e607f7",
        "4e738ca5563c06cfd0018299933d58db1dd8bf97f6973dc99bf6cdc64b5550bd",
        "ad9858116e63b0c5a4d7dc7f50f034c7247e56838dae22c1832712ffde48e694",
        "34fb46c847bb9df96e5205a39d382f648a6e8dce1e014cd85b4ca6a88d88ed03",
        "ba1c464e18573b1f54a78563d8c3a4eeadb817db5cd7fb8d626456783369f0e2",
        # samples of a self-hosted Supabase
        "53d3eb3d9500cdcdbbe39c030eb2959438bcc459d5de9380db2a3c85b5de5360",
        "1453cea2dc3799e9026e42b3e465e455256d5a149582e4c5b92d4c8d604731a2",
        "80d1c192cf2210c5282179cc9989f4be2e9b24605daabe1bc7da10fd9ed842ed",
        "52f004438faf780274c9c95f79d1cf39d2355fbcf035899fc0242b1437f30df3",
        "627507f04b33fb434001b83fa1d73b39c7d9a88f2b9a3aec652527a7f0ea571a",
        "a51986d52a4109b0a31bd6cf76780b978e415c37e02fe9e4a7a67963028cbd3f",
        "4feb5df17e31da658971467f079e9dfa946712c0281386fe631830bdfa1e7332",
        "272b1f97285638be545049c9d56ed0c07b252faf0d47867068482d2b2374a2a9",
        "b0f3a96ded759f6c5f13d27881ffcbfd7821fd6bb5858b0ab819e7a187e46452",
        "7f59edafa4d502ca0156b8fddf28394634d77b1843838b5783a7c9c95fcbd32f",
        "1e90cf6ae232e5efd2297eea0e3164db79227e2affce5d138ad00aa581460868",
        "390d4757bf1b75e305984c99cdedfb1e7c201a2d143a53cfbc35075fa5f9a56f",
        # Postmark's token that sends nothing
        "03f9beb643b1913d8af5951f2ca5609384969f66530ab82a12068294f4a4b37c",
    )
)
# Sample tokens name their issuer.
SAMPLE_ISSUERS = ("supabase-demo",)
