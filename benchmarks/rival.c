/* A hand-written kernel of the model: the rival that shows what the machine can do.

   It takes the steps of model/engine.py with the same equations, in the same order, for one
   tile of runs. Compiled for doubles without fused or reordered arithmetic it gives the
   engine's bits; compiled for floats (-DSINGLE -ffast-math) it may do what is fastest. Plastic
   synapses do not grow: the task of the benchmark does not let them.

   Past outputs stand in rings no longer than the longest delay of their node, one block of
   rows for all nodes with rings of one length. What is 1 or 0 in all runs is left out. */
#include <math.h>
#include <stdint.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#ifdef SINGLE
typedef float real;
#else
typedef double real;
#endif
#define WIDTH ((int)(64 / sizeof(real))) /* runs in a vector */
#ifndef VECTORS
#define VECTORS 8 /* vectors in a row */
#endif
/* Do something with every vector of a row; v is a constant, so that rows stay in registers. */
#define AT(k, ...) { enum { v = k }; __VA_ARGS__ }
#if VECTORS == 1
#define EACH(...) AT(0, __VA_ARGS__)
#elif VECTORS == 2
#define EACH(...) AT(0, __VA_ARGS__) AT(1, __VA_ARGS__)
#elif VECTORS == 4
#define EACH(...) AT(0, __VA_ARGS__) AT(1, __VA_ARGS__) AT(2, __VA_ARGS__) AT(3, __VA_ARGS__)
#elif VECTORS == 8
#define EACH(...) AT(0, __VA_ARGS__) AT(1, __VA_ARGS__) AT(2, __VA_ARGS__) AT(3, __VA_ARGS__) \
    AT(4, __VA_ARGS__) AT(5, __VA_ARGS__) AT(6, __VA_ARGS__) AT(7, __VA_ARGS__)
#endif
#define INLINE static inline __attribute__((always_inline))

typedef real vec __attribute__((vector_size(64)));
typedef uint64_t wide __attribute__((vector_size(64)));
typedef int32_t whole32 __attribute__((vector_size(64)));
typedef int64_t whole64 __attribute__((vector_size(64)));
typedef struct { vec at[VECTORS]; } row;

enum { RATE, RECRUITMENT, COMMAND, SPINDLE, SKIN }; /* model/wiring.py: RULES */
#define UNSCALED 0
#define ROUNDS 7
#define HALVES ((int)(8 / sizeof(real))) /* of the wide words that serve one vector */

#if defined(__AVX512F__) && defined(SINGLE)
#define GREATER(a, b) _mm512_max_ps(a, b)
#define LESSER(a, b) _mm512_min_ps(a, b)
#define ROOT(a) _mm512_sqrt_ps(a)
#define IF_ABOVE(a, b, yes, no) \
    _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, b, _CMP_GT_OQ), no, yes)
#elif defined(__AVX512F__)
#define GREATER(a, b) _mm512_max_pd(a, b)
#define LESSER(a, b) _mm512_min_pd(a, b)
#define ROOT(a) _mm512_sqrt_pd(a)
#define IF_ABOVE(a, b, yes, no) \
    _mm512_mask_blend_pd(_mm512_cmp_pd_mask(a, b, _CMP_GT_OQ), no, yes)
#else
INLINE vec IF_ABOVE(vec a, vec b, vec yes, vec no) {
    vec out;
    for (int i = 0; i < WIDTH; i++) out[i] = a[i] > b[i] ? yes[i] : no[i];
    return out;
}
INLINE vec ROOT(vec a) {
    for (int i = 0; i < WIDTH; i++) a[i] = sizeof(real) == 4 ? sqrtf(a[i]) : sqrt(a[i]);
    return a;
}
#define GREATER(a, b) IF_ABOVE(a, b, a, b)
#define LESSER(a, b) IF_ABOVE(b, a, a, b)
#endif

INLINE vec all(real x) { return x - (vec){0}; }

/* x / sqrt(square) */
INLINE void over_root(vec *x, const vec *square) {
#if defined(__AVX512F__) && defined(SINGLE)
    vec guess[VECTORS], left[VECTORS]; /* 14 bits; one Newton step gives 24 */
    EACH(guess[v] = _mm512_rsqrt14_ps(square[v]);)
    EACH(left[v] = square[v] * guess[v];)
    EACH(x[v] = x[v] * guess[v]; guess[v] = 0.5f * guess[v];)
    EACH(left[v] = 1.5f - left[v] * guess[v];)
    EACH(x[v] = x[v] * left[v];)
#else
    EACH(x[v] = x[v] / ROOT(square[v]);)
#endif
}

INLINE void rate_function(vec *x) {
    vec square[VECTORS];
    EACH(square[v] = 4 * x[v];)
    EACH(square[v] = 1 + square[v] * x[v];)
    over_root(x, square);
    EACH(x[v] = (real)0.5 + x[v];)
}

INLINE void recruitment(vec *x) {
    vec square[VECTORS];
    EACH(x[v] = GREATER(x[v], all(0)); square[v] = 1 + x[v] * x[v];)
    over_root(x, square);
}

INLINE vec clip_rate(vec x) { return LESSER(GREATER(x, all(0)), all(1)); }

INLINE vec relax(vec value, vec target, vec step) { return value + step * (target - value); }

/* ---- noise: model/noise.py ---- */

INLINE wide product(wide a, uint64_t factor) { /* of the lower 32 bits: 64 bits */
#ifdef __AVX512F__
    return (wide)_mm512_mul_epu32((__m512i)a, _mm512_set1_epi64((int64_t)factor));
#else
    return (a & 0xFFFFFFFFu) * factor;
#endif
}

/* Philox4x32-7 of (block, step, 0, 0), 32 bits in each wide lane, the upper halves rubbish. */
INLINE void philox(wide block, uint64_t step, const wide *low, const wide *high, int stride,
                   wide out[4]) {
    wide even = product(block, 0xD2511F53u);
    wide a = low[0] ^ step, b = {0}, c = (even >> 32) ^ high[0], d = even;
    _Pragma("GCC unroll 8") for (int round = 1; round < ROUNDS; round++) {
        wide first = product(a, 0xD2511F53u), second = product(c, 0xCD9E8D57u);
        a = (second >> 32) ^ b ^ low[round * stride];
        b = second;
        c = (first >> 32) ^ d ^ high[round * stride];
        d = first;
    }
    out[0] = a, out[1] = b, out[2] = c, out[3] = d;
}

/* Standard normal draws from words: the standardised sum of their four bytes. */
INLINE vec normal(const wide *word) {
    const real mean = 510, per_sd = (real)(1.0 / __builtin_sqrt(21845.0));
#ifdef SINGLE
    wide joined = (word[0] & 0xFFFFFFFFu) | word[1] << 32;
#if defined(__AVX512VNNI__)
    whole32 sum = (whole32)_mm512_dpbusd_epi32(
        _mm512_setzero_si512(), (__m512i)joined, _mm512_set1_epi8(1));
#else
    wide pairs = (joined & 0x00FF00FF00FF00FFu) + (joined >> 8 & 0x00FF00FF00FF00FFu);
    whole32 sum = (whole32)(pairs + (pairs >> 16)) & 0xFFFF;
#endif
#else
    wide pairs = (word[0] & 0x00FF00FFu) + (word[0] >> 8 & 0x00FF00FFu);
    whole64 sum = (whole64)((pairs + (pairs >> 16)) & 0xFFFF);
#endif
    return (__builtin_convertvector(sum, vec) - mean) * per_sd;
}

/* ---- what Python hands over; rows hold one number for each run of the tile ---- */

typedef struct { /* sizes and where runs share their seed, as int64 */
    int64_t nodes, muscles, dofs, pairs, rings, shared, low, high;
} Sizes;

typedef struct {
    /* network */
    const int32_t *rule, *channel, *ring, *place; /* (N,) which ring length, where in its block */
    const int32_t *bundle_first, *bundle_synapse, *bundle_site;
    const int32_t *pair, *source; /* (E,) of the table of (ring length, delay); place of the source */
    const int32_t *pair_ring, *pair_delay; /* (pairs,) */
    const int32_t *length, *width, *begin; /* (rings,) slots, rows of a slot, first row */
    const int32_t *drives, *drive_pair; /* (M,) place of the motoneuron, pair of its last output */
    const int32_t *arm_first, *arm_dof, *pull_first, *pull_muscle;
    const real *step, *weight, *neutral, *arm, *pull, *inertia, *damping, *stiffness;
    const uint8_t *altered, *scaled; /* (N,) output is not the rate; gain is not 1 */
    /* runs, as they are in these steps: model/coefficients.py */
    const row *factor, *bias, *gain, *keep, *clamp;
    const row *noise_floor, *noise_slope, *noise_decay, *noise_kick;
    const row *touch_share, *touch_step, *fusimotor, *proprioceptive_gain;
    const row *spindle_length, *spindle_velocity, *power, *rise_ms, *fall_ms;
    const row *lever_arm, *top_speed, *length_width;
    const wide *key_low, *key_high; /* (ROUNDS, VECTORS, HALVES) */
    /* state and room */
    row *past, *rate, *noise, *adaptation, *activation, *force, *angle, *velocity;
    row *torque, *turn, *speed, *normals;
    const row **table;  /* (pairs,) where the outputs of so long ago begin */
    row **now;          /* (rings,) where today's go */
    const row **before; /* (rings,) where yesterday's are */
    uint32_t *slot;     /* (rings,) of today */
    real *common;       /* (nodes rounded up to 64) draws that all runs share */
} Tile;

static void draw_common(const Tile *t, const Sizes *n, uint64_t step) {
    wide low[ROUNDS], high[ROUNDS], lanes = {0, 1, 2, 3, 4, 5, 6, 7};
    for (int r = 0; r < ROUNDS; r++) {
        low[r] = (wide){0} + ((uint64_t)n->low + r * (uint64_t)0x9E3779B9u);
        high[r] = (wide){0} + ((uint64_t)n->high + r * (uint64_t)0xBB67AE85u);
    }
    for (int64_t block = 0; block * 4 < n->nodes; block += WIDTH) {
        wide word[4][2];
        for (int h = 0; h < HALVES; h++) {
            wide own[4];
            philox(lanes * HALVES + block + h, step, low, high, 1, own);
            for (int k = 0; k < 4; k++) word[k][h] = own[k];
        }
        for (int k = 0; k < 4; k++) {
            vec drawn = normal(word[k]);
            for (int i = 0; i < WIDTH; i++) t->common[(block + i) * 4 + k] = drawn[i];
        }
    }
}

INLINE void draw_own(const Tile *t, uint64_t block, uint64_t step) {
    for (int v = 0; v < VECTORS; v++) {
        wide word[4][2];
        _Pragma("GCC unroll 2") for (int h = 0; h < HALVES; h++) {
            wide own[4];
            const int at = v * HALVES + h;
            philox((wide){0} + block, step, t->key_low + at, t->key_high + at, VECTORS * HALVES, own);
            _Pragma("GCC unroll 4") for (int k = 0; k < 4; k++) word[k][h] = own[k];
        }
        _Pragma("GCC unroll 4") for (int k = 0; k < 4; k++) t->normals[k].at[v] = normal(word[k]);
    }
}

INLINE void arriving(const Tile *t, const Sizes *n, int64_t node, vec *total) {
    EACH(total[v] = all(0);)
    for (int b = t->bundle_first[node]; b < t->bundle_first[node + 1]; b++) {
        vec sum[VECTORS];
        EACH(sum[v] = all(0);)
        for (int e = t->bundle_synapse[b]; e < t->bundle_synapse[b + 1]; e++) {
            const row *sent = t->table[t->pair[e]] + t->source[e];
            const vec weight = all(t->weight[e]);
            EACH(sum[v] += weight * sent->at[v];)
        }
        if (t->bundle_site[b] != UNSCALED) {
            const row *left = t->factor + t->bundle_site[b] * n->muscles + t->channel[node];
            EACH(sum[v] = left->at[v] * sum[v];)
        }
        EACH(total[v] += sum[v];)
    }
}

INLINE void feel(const Tile *t, int64_t node, vec *drive) {
    const int m = t->channel[node];
    EACH(
        vec arm = t->lever_arm->at[v], longer = -(arm * t->speed[m].at[v]);
        vec root = ROOT(IF_ABOVE(longer, all(0), longer, -longer));
        vec sensed = t->spindle_length->at[v] * -(arm * t->turn[m].at[v]) +
                     t->spindle_velocity->at[v] * IF_ABOVE(longer, all(0), root, -root);
        drive[v] = t->bias[node].at[v] + (t->fusimotor[m].at[v] * drive[v] +
                                          t->proprioceptive_gain->at[v] * sensed);
    )
}

INLINE void fade(const Tile *t, int64_t node, vec *drive) {
    row *faded = t->adaptation + t->channel[node];
    EACH(
        vec before = faded->at[v], bias = t->bias[node].at[v];
        faded->at[v] = relax(before, t->touch_share->at[v] * bias, t->touch_step->at[v]);
        drive[v] = bias - before;
    )
}

INLINE void fluctuate(const Tile *t, int64_t node, vec *drive, int shared) {
    const row *rate = t->altered[node] ? t->rate + node : t->before[t->ring[node]] + t->place[node];
    if (t->scaled[node]) {
        EACH(drive[v] = t->gain[node].at[v] * drive[v];)
    }
    vec level[VECTORS], kick[VECTORS];
    EACH(level[v] = t->noise_floor->at[v] + t->noise_slope->at[v] * rate->at[v];)
    EACH(kick[v] = t->noise_kick->at[v] * level[v];)
    EACH(kick[v] = kick[v] * (shared ? all(t->common[node]) : t->normals[node % 4].at[v]);)
    EACH(level[v] = t->noise_decay->at[v] * t->noise[node].at[v] + kick[v];)
    EACH(t->noise[node].at[v] = level[v];)
    EACH(drive[v] = t->bias[node].at[v] + drive[v];)
    EACH(drive[v] = drive[v] + level[v];)
}

/* The rate that the drive calls for, towards it, and out. */
INLINE void fire(const Tile *t, int64_t node, vec *drive) {
    const int ring = t->ring[node], place = t->place[node], rule = t->rule[node];
    const vec step = all(t->step[node]);
    row *out = t->now[ring] + place;
    if (rule == RATE) {
        rate_function(drive);
    } else if (rule == RECRUITMENT) {
        recruitment(drive);
    } else {
        EACH(drive[v] = clip_rate(drive[v]);)
    }
    if (t->altered[node]) {
        EACH(
            vec rate = relax(t->rate[node].at[v], drive[v], step);
            t->rate[node].at[v] = rate;
            out->at[v] = t->keep[node].at[v] * rate + t->clamp[node].at[v];
        )
    } else {
        const row *last = t->before[ring] + place;
        EACH(drive[v] = drive[v] - last->at[v];)
        EACH(out->at[v] = last->at[v] + step * drive[v];)
    }
}

INLINE void nodes(const Tile *t, const Sizes *n, uint64_t step, int shared) {
    int64_t drawn = -1;
    for (int64_t node = 0; node < n->nodes; node++) {
        const int rule = t->rule[node];
        vec drive[VECTORS];
        if (rule == SKIN) {
            fade(t, node, drive);
        } else {
            arriving(t, n, node, drive);
            if (rule == SPINDLE) {
                feel(t, node, drive);
            } else {
                if (!shared && node / 4 != drawn) draw_own(t, drawn = node / 4, step);
                fluctuate(t, node, drive, shared);
            }
        }
        fire(t, node, drive);
    }
}

INLINE void muscles(const Tile *t, const Sizes *n) {
    for (int64_t m = 0; m < n->muscles; m++) {
        const row *excited = t->table[t->drive_pair[m]] + t->drives[m];
        EACH(
            vec active = t->activation[m].at[v], wanted = excited->at[v], arm = t->lever_arm->at[v];
            vec scale = (real)0.5 + (real)1.5 * active;
            vec rising = 1 / (t->rise_ms->at[v] * scale), falling = 1 * scale / t->fall_ms->at[v];
            active = relax(active, wanted, IF_ABOVE(wanted, active, rising, falling));
            t->activation[m].at[v] = active;
            vec z = ((t->neutral[m] - arm * t->turn[m].at[v]) - 1) / t->length_width->at[v];
            vec by_length = GREATER(1 - z * z, all(0));
            vec speed = LESSER(arm * t->speed[m].at[v] / t->top_speed->at[v], all(1));
            vec faster = GREATER(speed, all(0)), slower = LESSER(speed, all(0));
            vec shorter = (1 - faster) / (1 + faster / (real)0.25);
            vec longer = 1 - (real)0.4 * slower / ((real)0.15 - slower);
            vec by_speed = IF_ABOVE(all(0), speed, longer, shorter);
            t->force[m].at[v] = t->power[m].at[v] * active * by_length * by_speed;
        )
    }
}

INLINE void joints(const Tile *t, const Sizes *n) {
    const real step = (real)0.001;
    for (int64_t d = 0; d < n->dofs; d++) {
        EACH(
            vec angle = t->angle[d].at[v], velocity = t->velocity[d].at[v];
            vec torque = t->torque[d].at[v] - t->stiffness[d] * angle - t->damping[d] * velocity;
            velocity = velocity + step * (torque / t->inertia[d]);
            t->velocity[d].at[v] = velocity;
            t->angle[d].at[v] = angle + step * velocity;
        )
    }
}

INLINE void pull_and_stretch(const Tile *t, const Sizes *n) {
    for (int64_t d = 0; d < n->dofs; d++) {
        vec torque[VECTORS];
        EACH(torque[v] = all(0);)
        for (int k = t->pull_first[d]; k < t->pull_first[d + 1]; k++) {
            EACH(torque[v] += t->pull[k] * t->force[t->pull_muscle[k]].at[v];)
        }
        EACH(t->torque[d].at[v] = torque[v];)
    }
    for (int64_t m = 0; m < n->muscles; m++) {
        vec turn[VECTORS], speed[VECTORS];
        EACH(turn[v] = speed[v] = all(0);)
        for (int k = t->arm_first[m]; k < t->arm_first[m + 1]; k++) {
            EACH(
                turn[v] += t->arm[k] * t->angle[t->arm_dof[k]].at[v];
                speed[v] += t->arm[k] * t->velocity[t->arm_dof[k]].at[v];
            )
        }
        EACH(t->turn[m].at[v] = turn[v]; t->speed[m].at[v] = speed[v];)
    }
}

INLINE void steps_of(const Tile *t, const Sizes *n, int64_t start, int64_t steps, int shared) {
    for (int64_t step = start; step < start + steps; step++) {
        for (int64_t r = 0; r < n->rings; r++) {
            const uint32_t length = (uint32_t)t->length[r], slot = (uint32_t)step % length;
            const row *block = t->past + t->begin[r];
            t->slot[r] = slot;
            t->now[r] = (row *)block + slot * t->width[r];
            t->before[r] = block + (slot ? slot - 1 : length - 1) * t->width[r];
        }
        for (int64_t p = 0; p < n->pairs; p++) { /* no division: there are many pairs */
            const int r = t->pair_ring[p], slot = (int)t->slot[r] - t->pair_delay[p];
            t->table[p] = t->past + t->begin[r] + (slot < 0 ? slot + t->length[r] : slot) * t->width[r];
        }
        if (shared) draw_common(t, n, step);
        pull_and_stretch(t, n);
        nodes(t, n, step, shared);
        muscles(t, n);
        joints(t, n);
    }
}

void advance(const Tile *tile, const Sizes *sizes, int64_t start, int64_t steps) {
    const Tile own = *tile; /* nothing that is stored can change these: they stay in registers */
    const Sizes size = *sizes;
#if defined(__AVX512F__) && defined(SINGLE)
    const unsigned control = _mm_getcsr();
    _mm_setcsr(control | 0x8040); /* subnormals count as zero, as in the engine's float32 */
#endif
    if (sizes->shared) steps_of(&own, &size, start, steps, 1);
    else steps_of(&own, &size, start, steps, 0);
#if defined(__AVX512F__) && defined(SINGLE)
    _mm_setcsr(control);
#endif
}
