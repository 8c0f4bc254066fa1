"""Steps optimizers of PyTorch for the benchmark: reads commands from standard input, answers with seconds.

`model SHAPES`  takes the tensors to step: dimensions separated by 'x', tensors by ','.
`step NAME N`   steps NAME N times and prints the seconds of one.
"""

import sys
import time

import torch


class StableSpamOpByOp:
    """Stable-SPAM (arXiv:2502.17055, Algorithm A.1), one tensor operation after the other, as eager code is written."""

    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), gammas=(0.7, 0.9, 0.999), eps=1e-6, interval=1000):
        self.lr, self.betas, self.gammas, self.eps, self.interval = lr, betas, gammas, eps, interval
        self.parameters = list(parameters)
        self.t = 0
        self.state = [
            {"m": torch.zeros_like(p), "v": torch.zeros_like(p), "size": 0.0, "square": 0.0, "threshold": 0.0}
            for p in self.parameters
        ]

    @torch.no_grad()
    def step(self):
        self.t += 1
        gamma1, gamma2, gamma3 = self.gammas
        beta1, beta2 = self.betas
        for p, s in zip(self.parameters, self.state):
            g = p.grad.clone()
            peak = torch.max(g.abs())
            s["threshold"] = gamma3 * s["threshold"] + (1 - gamma3) * peak
            limit = s["threshold"] / (1 - gamma3**self.t)
            mask = g.abs() > limit
            if mask.any():
                g[mask] = g[mask] / peak * limit
            size = torch.norm(g)
            s["size"] = gamma1 * s["size"] + (1 - gamma1) * size
            s["square"] = gamma2 * s["square"] + (1 - gamma2) * size**2
            goal = (s["size"] / (1 - gamma1**self.t)) / (torch.sqrt(s["square"] / (1 - gamma2**self.t)) + self.eps)
            if size > 0:
                g = g / size * goal
            if self.interval > 0 and self.t % self.interval == 0:
                s["m"].zero_()
                s["v"].zero_()
            s["m"].mul_(beta1).add_(g, alpha=1 - beta1)
            s["v"].mul_(beta2).addcmul_(g, g, value=1 - beta2)
            denominator = (s["v"] / (1 - beta2**self.t)).sqrt().add_(self.eps)
            p.addcdiv_(s["m"] / (1 - beta1**self.t), denominator, value=-self.lr)


MAKERS = {
    "adamw-loop": lambda parameters: torch.optim.AdamW(parameters, foreach=False),
    "adamw-foreach": lambda parameters: torch.optim.AdamW(parameters, foreach=True),
    "stable-spam-op-by-op": StableSpamOpByOp,
}


def main():
    torch.set_num_threads(int(sys.argv[1]))
    parameters, optimizers = [], {}
    print("torch " + torch.__version__, flush=True)
    for line in sys.stdin:
        command, *rest = line.split()
        if command == "model":
            parameters, optimizers = [], {}
            for shape in rest[0].split(","):
                p = torch.randn([int(size) for size in shape.split("x")]).mul_(0.02).requires_grad_()
                p.grad = torch.randn_like(p).mul_(1e-3)
                parameters.append(p)
            print("ready", flush=True)
        elif command == "step":
            name, times = rest[0], int(rest[1])
            if name not in optimizers:
                optimizers[name] = MAKERS[name](parameters)
            start = time.perf_counter()
            for _ in range(times):
                optimizers[name].step()
            print((time.perf_counter() - start) / times, flush=True)


main()
