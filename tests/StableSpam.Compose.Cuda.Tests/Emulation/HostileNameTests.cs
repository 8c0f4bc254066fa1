using StableSpamCompose.Cuda.Tests.Engines;

namespace StableSpamCompose.Cuda.Tests.Emulation;

/// <summary>Names that a rule may give, and that mean something to C++, to CUDA or to emitted kernels.</summary>
[Collection(nameof(EmulatedDevice))]
public class HostileNameTests
{
    private static readonly string[] Names =
    [
        "auto", "register", "template", "typename", "union", "volatile", "xor", "bitand", "compl", "delete", "friend", "mutable", "signed", "unsigned",
        "nullptr", "constexpr", "thread_local", "char", "short", "long", "float", "double", "int", "struct", "this", "try", "export", "asm",
        "threadIdx", "blockIdx", "gridDim", "warpSize", "float4", "uint2", "make_float4", "NULL", "INFINITY", "NAN", "EOF", "linux", "unix", "assert",
        "launch", "entry", "step", "tensor", "kept", "chunk", "at", "end", "lane", "warp", "totals", "first", "base", "own", "aligned", "batch", "row", "i",
        "sums", "largest", "tileSums", "index", "group", "read", "write", "fetch", "put", "flushed", "ordered", "larger", "sign_of", "share_of", "PARAMETER", "STATE",
        "gradients", "gradientRows", "gradientArray", "Launch", "Step", "Tensor", "Chunk", "TensorEntry", "Float32", "main", "exit", "close", "_", "__a__",
    ];

    [EmulatedFact]
    public void Values_of_every_scope_may_have_them()
    {
        foreach (string[] names in Names.Chunk(24))
        {
            string rule = string.Concat(names.Select((name, n) => $"""
                  {name} = {(n % 3 == 0 ? "g * 2" : n % 3 == 1 ? "norm(g)" : "t + 1")}
                  g = max(g * {name}, -1)
                  {name} = {name} + {n % 7}
                  g = sign(g) + {name} * 1e-3

                """));
            CompiledOptimizer optimizer = CompiledOptimizer.Compile("optimizer: Names\nchain: [X]\n", $"transform: X\nstate: {{ v: {{ per: tensor }} }}\nrule: |\n  v = v + amax(abs(g))\n{rule}");
            EmulatedDevice.Recover();
            using var device = new CudaDevice();
            using EngineRun cpu = EngineRun.OnCpu(optimizer, TestProblem.Short, Storages.Float);
            using EngineRun run = EngineRun.OnDevice(optimizer, TestProblem.Short, Storages.Float, device, new EmulatedCompiler());
            for (int step = 1; step <= TestProblem.Short.Steps; step++)
            {
                cpu.Step(step);
                run.Step(step);
                cpu.AssertSame(run, string.Join(' ', names));
            }
            if (Tool.Nvrtc.Skip is not null) continue;
            Tool.Nvrtc.Require();
            Assert.Equal("", Cuda.Nvrtc.Compile(run.Device.Source.Text, "Names.cu", ["--gpu-architecture=compute_80", "--std=c++17", "--fmad=false"]).Log);
        }
    }
}
