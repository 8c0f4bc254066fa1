using StableSpamCompose.Cuda.Tests.Emulation;

namespace StableSpamCompose.Cuda.Tests.Driver;

/// <summary>Compiled kernels are found again, by any process, and never half.</summary>
[Collection(nameof(EmulatedDevice))]
public sealed class KernelCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kernels").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_image_is_found_under_its_key_and_no_other()
    {
        var cache = new KernelCache(Path.Combine(_folder, "new", "folder"));
        string key = KernelCache.KeyOf(["a", "bc"]);
        Assert.Null(cache.Find(key));
        cache.Store(key, [1, 2, 3]);
        Assert.Equal([1, 2, 3], cache.Find(key));
        // What the parts are is part of the key, not only what they are together.
        Assert.Null(cache.Find(KernelCache.KeyOf(["ab", "c"])));
        Assert.Single(Directory.GetFiles(cache.Folder));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(40)]
    public void A_truncated_file_is_taken_for_missing(int length)
    {
        (KernelCache cache, string key, string file) = Stored();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..length]);
        Assert.Null(cache.Find(key));
        cache.Store(key, [7]);
        Assert.Equal([7], cache.Find(key));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(35)]
    public void A_flipped_bit_is_noticed(int place)
    {
        (KernelCache cache, string key, string file) = Stored();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[place] ^= 4;
        File.WriteAllBytes(file, bytes);
        Assert.Null(cache.Find(key));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_costs_nothing_but_time()
    {
        string blocked = Path.Combine(_folder, "file");
        File.WriteAllText(blocked, "");
        var cache = new KernelCache(blocked);
        cache.Store("key", [1]);
        Assert.Null(cache.Find("key"));
    }

    [NvrtcFact]
    public async Task Eight_processes_at_once_find_or_compile_the_same()
    {
        string[] lines = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Run()));
        // A first step of AdamW by itself: decay, then the learning rate.
        Assert.All(lines, line => Assert.Equal(lines[0].Split(' ')[1], line.Split(' ')[1]));
        string file = Assert.Single(Directory.GetFiles(_folder));
        Assert.Equal("0", (await Run()).Split(' ')[0]);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..1000]);
        Assert.Equal("1", (await Run()).Split(' ')[0]);
        Assert.Equal("0", (await Run()).Split(' ')[0]);
    }

    private (KernelCache Cache, string Key, string File) Stored()
    {
        var cache = new KernelCache(_folder);
        string key = KernelCache.KeyOf(["key"]);
        cache.Store(key, [.. Enumerable.Range(0, 100).Select(i => (byte)i)]);
        return (cache, key, Directory.GetFiles(_folder).Single());
    }

    private async Task<string> Run()
    {
        (int code, string output, string errors) = await CudaProcess.Run(_folder);
        Assert.True(code == 0, errors);
        return output;
    }
}
