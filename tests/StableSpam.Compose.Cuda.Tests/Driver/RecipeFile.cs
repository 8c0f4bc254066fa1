namespace StableSpamCompose.Cuda.Tests.Driver;

/// <summary>A recipe in a folder of its own.</summary>
internal sealed class RecipeFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recipe").FullName;

    public RecipeFile(string text, string transform = "")
    {
        Path = System.IO.Path.Combine(_folder, "own.optimizer.yaml");
        File.WriteAllText(Path, text);
        if (transform.Length > 0) File.WriteAllText(System.IO.Path.Combine(_folder, "own.transform.yaml"), transform);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
