using StableSpamCompose.Cuda.Tests.Emulation;

namespace StableSpamCompose.Cuda.Tests.Driver;

/// <summary>The native libraries are found where installations put them, and where they are not that is said.</summary>
[Collection(nameof(EmulatedDevice))]
public sealed class LibrariesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("libraries").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NvrtcFact]
    public async Task NVRTC_is_found_under_the_name_that_libtorch_gives_it()
    {
        Tool.Nvrtc.Require();
        string installed = Path.GetDirectoryName(Environment.GetEnvironmentVariable(CudaLibraries.CompilerVariable))!;
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "lib64")).FullName;
        // What NVRTC itself asks for by its bare name, and what is not NVRTC.
        Link("libnvrtc.so.11.2", "libnvrtc-2bb82d1a.so.12");
        Link("libnvrtc-builtins.so.11.8", "libnvrtc-builtins.so.11.8");
        File.WriteAllText(Path.Combine(folder, "libnvrtc-2bb82d1a.alt.so.12"), "");
        (int code, string output, string errors) = await CudaProcess.Run(_folder, (CudaLibraries.CompilerVariable, null), ("CUDA_PATH", _folder));
        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith("1 ", output);

        void Link(string file, string name) => File.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine(installed, file));
    }

    [Fact]
    public void Of_several_the_newest_is_tried_first_and_what_lies_beside_is_not()
    {
        string[] names = ["libnvrtc.so.11.2", "libnvrtc.so.12", "libnvrtc-builtins.so.12.8", "libnvrtc.alt.so.12", "libcuda.so.1"];
        foreach (string name in names) File.WriteAllText(Path.Combine(_folder, name), "");
        Assert.Equal(["libnvrtc.so.12", "libnvrtc.so.11.2"], CudaLibraries.CompilersIn(_folder).Select(Path.GetFileName));
        Assert.Empty(CudaLibraries.CompilersIn(Path.Combine(_folder, "nothing")));
    }

    [NvrtcTheory]
    [InlineData(CudaLibraries.CompilerVariable, "libnvrtc, which comes with CUDA and with TorchSharp-cuda, was not found; looked for /nowhere/it.so. Install it, or set STABLESPAM_NVRTC to its file.")]
    [InlineData(CudaLibraries.DriverVariable, "libcuda, which comes with NVIDIA's driver, was not found; looked for /nowhere/it.so. Install it, or set STABLESPAM_CUDA to its file.")]
    public async Task What_is_not_found_is_named_with_where_it_was_looked_for(string variable, string expected)
    {
        (int code, _, string errors) = await CudaProcess.Run(_folder, (variable, "/nowhere/it.so"));
        Assert.NotEqual(0, code);
        Assert.Contains(expected, errors);
    }

    [NvrtcFact]
    public void What_NVRTC_refuses_is_named_with_its_line()
    {
        Tool.Nvrtc.Require();
        CudaException refused = Assert.Throws<CudaException>(() => Cuda.Nvrtc.Compile("__device__ int x;\n__device__ int y = z;\n", "broken.cu", ["--gpu-architecture=sm_80"]));
        Assert.StartsWith("NVRTC refused broken.cu:\nbroken.cu(2): error", refused.Message);
        CudaException mistaken = Assert.Throws<CudaException>(() => Cuda.Nvrtc.Compile("__device__ int x;", "fine.cu", ["--gpu-architecture=sm_1"]));
        Assert.StartsWith("nvrtcCompileProgram with --gpu-architecture=sm_1 failed with NVRTC_ERROR_INVALID_OPTION (5)", mistaken.Message);
    }
}
