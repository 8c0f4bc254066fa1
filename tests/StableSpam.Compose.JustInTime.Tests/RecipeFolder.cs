namespace StableSpamCompose.JustInTime.Tests;

/// <summary>A folder with recipe files, for one test.</summary>
internal sealed class RecipeFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recipes-");

    /// <summary>Writes a file and gives its path.</summary>
    public string Add(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
