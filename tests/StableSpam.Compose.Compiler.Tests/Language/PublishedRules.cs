namespace StableSpamCompose.Compiler.Tests.Language;

/// <summary>Rules of published optimizers, which must be read without a finding.</summary>
internal static class PublishedRules
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["AdaBelief"] = """
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * (g - m)^2 + eps
            g = (m / (1 - beta1^k)) / ((sqrt(v + 1e-15) + eps) / sqrt(1 - beta2^k))
            """,
        ["AdaClip"] = """
            peak      = amax(abs(g))
            threshold = gamma3 * threshold + (1 - gamma3) * peak
            limit     = threshold / (1 - gamma3^k)
            g         = if abs(g) > limit then g / peak * limit else g
            """,
        ["AdaGN"] = """
            size = norm(g)
            m    = gamma1 * m + (1 - gamma1) * size
            v    = gamma2 * v + (1 - gamma2) * size^2
            goal = (m / (1 - gamma1^k)) / (sqrt(v / (1 - gamma2^k)) + eps)
            g    = if size > 0 then g / size * goal else g
            """,
        ["Adadelta"] = """
            v = rho * v + (1 - rho) * g^2
            u = sqrt(d + eps) / sqrt(v + eps) * g
            d = rho * d + (1 - rho) * u^2
            g = u
            """,
        ["Adagrad"] = """
            s  = s + g^2
            lr = lr / (1 + (k - 1) * lr_decay)
            g  = g / (sqrt(s) + eps)
            """,
        ["AdamMini"] = """
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * mean(g^2, over: block)
            g = (m / (1 - beta1^k)) / (sqrt(v / (1 - beta2^k)) + eps)
            """,
        ["Adam"] = """
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g^2
            second = v
            if amsgrad:
              v_max  = max(v_max, v)
              second = v_max
            if epsilon == corrected: g = (m / (1 - beta1^k)) / (sqrt(second / (1 - beta2^k)) + eps)
            if epsilon == raw:       g = m / (sqrt(second) + eps) * (sqrt(1 - beta2^k) / (1 - beta1^k))
            """,
        ["Adamax"] = """
            m = beta1 * m + (1 - beta1) * g
            u = max(beta2 * u, abs(g) + eps)
            g = m / (1 - beta1^k) / u
            """,
        ["Apply"] = """
            apply
            """,
        ["ClipByGlobalNorm"] = """
            g = g * min(1, limit / (norm(g, over: all) + 1e-6))
            """,
        ["DecoupledDecay"] = """
            w = w * (1 - lr * decay)
            """,
        ["FactoredScale (matrix)"] = """
            rho = 1 - k^(-decay)
            s = g^2 + eps1
            r = rho * r + (1 - rho) * mean(s, over: columns)
            c = rho * c + (1 - rho) * mean(s, over: rows)
            u = g * rsqrt(r / mean(r, over: rows)) * rsqrt(c)
            g = u / max(1, rms(u) / clip)
            """,
        ["FactoredScale (vector)"] = """
            rho = 1 - k^(-decay)
            v = rho * v + (1 - rho) * (g^2 + eps1)
            u = g * rsqrt(v)
            g = u / max(1, rms(u) / clip)
            """,
        ["L2Decay"] = """
            g = g + decay * w
            """,
        ["Lion"] = """
            u = sign(beta1 * m + (1 - beta1) * g)
            m = beta2 * m + (1 - beta2) * g
            g = u
            """,
        ["MoRet"] = """
            due = interval > 0 and mod(t, interval) == 0
            if at == start:      reset moments when due
            if at == end:        reset moments after step when due
            if clock == restart: k = if due then 1 else k
            """,
        ["Momentum"] = """
            m = if k == 1 then g else momentum * m + (1 - dampening) * g
            if nesterov:     g = g + momentum * m
            if not nesterov: g = m
            """,
        ["Project (matrix)"] = """
            row_cos  = amax(abs(sum(grad * w, over: columns)) / (norm(grad, over: columns) + eps) / (norm(w, over: columns) + eps))
            all_cos  = abs(sum(grad * w)) / (norm(grad) + eps) / (norm(w) + eps)
            per_row  = row_cos < delta / sqrt(columns)
            whole    = not per_row and all_cos < delta / sqrt(numel)
            n        = if per_row then w / (norm(w, over: columns) + eps) else w / (norm(w) + eps)
            along    = if per_row then sum(n * g, over: columns) else sum(n * g)
            g        = if per_row or whole then g - n * along else g
            w        = w * (1 - lr * decay * gain * (if per_row or whole then ratio else 1))
            """,
        ["Project (vector)"] = """
            w = w * (1 - lr * decay * gain)
            """,
        ["RAdam"] = """
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g^2
            far = 2 / (1 - beta2) - 1
            rho = far - 2 * k * beta2^k / (1 - beta2^k)
            rect = sqrt((rho - 4) * (rho - 2) * far / ((far - 4) * (far - 2) * rho))
            u = m / (1 - beta1^k)
            g = if rho > 5 then u * (sqrt(1 - beta2^k) / (sqrt(v) + eps)) * rect else u
            """,
        ["RelativeStep"] = """
            lr = max(eps2, rms(w)) * min(1e-2, 1 / sqrt(k))
            """,
        ["RMSprop"] = """
            v = alpha * v + (1 - alpha) * g^2
            second = v
            if centered:
              mean_g = alpha * mean_g + (1 - alpha) * g
              second = v - mean_g^2
            g = g / (sqrt(second) + eps)
            """,
        ["Rprop"] = """
            turn = sign(g * last)
            size = clamp(size * (if turn > 0 then grow else if turn < 0 then shrink else 1), smallest, largest)
            last = if turn < 0 then 0 else g
            w    = w - sign(last) * size
            """,
        ["SkipNonFinite"] = """
            skip step when any(not isfinite(grad), over: all)
            """,
        ["SpikeClip"] = """
            active = mod(t, interval) >= grace
            g = if active and g^2 > threshold * v then sign(g) * sqrt(threshold * v) else g
            """,
        ["StepMomentum"] = """
            m = beta1 * m + (1 - beta1) * lr * g
            w = w * (1 - lr * wdecay) - m
            """,
        ["WarmupAfterReset"] = """
            since = if mod(t, interval) == 0 then 0 else since + 1
            g     = g * (if since < warmup then 1 - cosine(since, warmup + 1, from: 0.99, to: 0) else 1)
            """,
        // What the published ones have no need of.
        ["Comments and continued lines"] = """
            # The trust ratio of LAMB.
            u     = g + decay * w      # after Adam

            ratio = min(
                norm(w) / norm(u),     # may be infinite
                10
            )
            g     = (if norm(w) > 0 and norm(u) > 0
                     then ratio * u
              else u)
            """,
        ["Nested blocks"] = """
            if not amsgrad or epsilon != raw:
              if centered:
                second = v - mean_g^2
                if nesterov: g = g + m
              second = max(second, 0)
            apply
            w = w * (1 - lr * decay)
            """,
        ["Random numbers"] = """
            g    = g + sigma * normal(seed) * (1 + t)^(-.55)
            keep = uniform(seed + 1) < 0.5 and isfinite(g) and not isnan(w)
            g    = if keep then g else 0
            """,
        ["Every other function"] = """
            a = lerp(g, w, 0.5) + fma(g, w, lr) + pow(abs(g), 1.5) + log(1 + exp(-abs(w))) + tanh(cos(floor(w) - round(g)))
            b = linear(t, n, to: 0, from: 1) * amin(g, over: group) + mean(g, over: elements)
            c = if all(g == 0) or any(g > inf, over: rows) then count(g > 0) else numel / rows / columns / rank
            reset moments
            reset moments after step
            """,
    };
}
