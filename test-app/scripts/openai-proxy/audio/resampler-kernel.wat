;; The resampler's inner loop: fixed-point dot products, eight samples at a time, four outputs side by side.
;;
;; Four consecutive outputs read nearly the same samples, so a group of four shares one window of them. The table holds
;; one group for each phase that a group can begin at. A group is a run of 64-byte blocks, and a block is what the four
;; outputs (16 bytes each) weigh the next eight samples with. All sums are exact integers, so an output is the same
;; wherever in a group it falls.
;;
;; The caller sees to it that no sum leaves 32 bits, and that up to three outputs more than asked for may be read for
;; and written.
(module
  ;; 4 MiB: room for the tables of all pairs of rates. What is never written to costs nothing.
  (memory (export "memory") 64)
  (func (export "filter")
    (param $window i32)      ;; address of the first output's first sample, 16 bits each
    (param $output i32)      ;; address of the outputs, 16 bits each
    (param $count i32)       ;; how many outputs
    (param $table i32)       ;; address of the groups
    (param $groupBytes i32)  ;; size of a group
    (param $phases i32)      ;; how many groups
    (param $phase i32)       ;; phase of the first output
    (param $stepBytes i32)   ;; how far the window moves from group to group: whole samples, in bytes
    (param $stepPhases i32)  ;; and the rest, in phases
    (param $gain f32)        ;; turns a sum into a sample
    (local $end i32) (local $samples i32) (local $block i32) (local $groupEnd i32)
    (local $eight v128) (local $sum0 v128) (local $sum1 v128) (local $sum2 v128) (local $sum3 v128)
    (local.set $end (i32.add (local.get $output) (i32.shl (local.get $count) (i32.const 1))))
    (block $done
      (loop $groups
        (br_if $done (i32.ge_u (local.get $output) (local.get $end)))
        (local.set $samples (local.get $window))
        (local.set $block (i32.add (local.get $table) (i32.mul (local.get $phase) (local.get $groupBytes))))
        (local.set $groupEnd (i32.add (local.get $block) (local.get $groupBytes)))
        (local.set $sum0 (v128.const i32x4 0 0 0 0))
        (local.set $sum1 (v128.const i32x4 0 0 0 0))
        (local.set $sum2 (v128.const i32x4 0 0 0 0))
        (local.set $sum3 (v128.const i32x4 0 0 0 0))
        (loop $blocks
          (local.set $eight (v128.load (local.get $samples)))
          (local.set $sum0 (i32x4.add (local.get $sum0)
            (i32x4.dot_i16x8_s (local.get $eight) (v128.load (local.get $block)))))
          (local.set $sum1 (i32x4.add (local.get $sum1)
            (i32x4.dot_i16x8_s (local.get $eight) (v128.load offset=16 (local.get $block)))))
          (local.set $sum2 (i32x4.add (local.get $sum2)
            (i32x4.dot_i16x8_s (local.get $eight) (v128.load offset=32 (local.get $block)))))
          (local.set $sum3 (i32x4.add (local.get $sum3)
            (i32x4.dot_i16x8_s (local.get $eight) (v128.load offset=48 (local.get $block)))))
          (local.set $samples (i32.add (local.get $samples) (i32.const 16)))
          (local.set $block (i32.add (local.get $block) (i32.const 64)))
          (br_if $blocks (i32.lt_u (local.get $block) (local.get $groupEnd))))

        ;; Each sum lies in four parts: interleave and add, twice, and $sum0 is the four sums.
        (local.set $sum0 (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $sum0) (local.get $sum1))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $sum0) (local.get $sum1))))
        (local.set $sum2 (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $sum2) (local.get $sum3))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $sum2) (local.get $sum3))))
        (local.set $sum0 (i32x4.add
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $sum0) (local.get $sum2))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $sum0) (local.get $sum2))))

        ;; Adding 1.5 * 2^23 rounds to the nearest integer and leaves it in the low bits; narrowing clips it.
        (local.set $sum0 (i32x4.sub
          (f32x4.add
            (f32x4.mul (f32x4.convert_i32x4_s (local.get $sum0)) (f32x4.splat (local.get $gain)))
            (v128.const f32x4 12582912 12582912 12582912 12582912))
          (v128.const i32x4 0x4b400000 0x4b400000 0x4b400000 0x4b400000)))
        (v128.store64_lane 0 (local.get $output) (i16x8.narrow_i32x4_s (local.get $sum0) (local.get $sum0)))

        (local.set $output (i32.add (local.get $output) (i32.const 8)))
        (local.set $window (i32.add (local.get $window) (local.get $stepBytes)))
        (local.set $phase (i32.add (local.get $phase) (local.get $stepPhases)))
        (if (i32.ge_u (local.get $phase) (local.get $phases))
          (then
            (local.set $phase (i32.sub (local.get $phase) (local.get $phases)))
            (local.set $window (i32.add (local.get $window) (i32.const 2)))))
        (br $groups)))))
