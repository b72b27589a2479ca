using Publicizer;

// Publicizer <types file> <output folder> <assembly>...
// Copies each assembly into the folder, with the internal members of the listed types made public; `*` lists all types.
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: Publicizer <types file or *> <output folder> <assembly>...");
    return 2;
}

var wanted = args[0] == "*" ? null : File.ReadLines(args[0]).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToHashSet();
HashSet<string> missing = wanted is null ? [] : [.. wanted];
Directory.CreateDirectory(args[1]);

foreach (var path in args[2..])
{
    var image = File.ReadAllBytes(path);
    missing.ExceptWith(ReferenceImage.Open(image, wanted));
    File.WriteAllBytes(Path.Combine(args[1], Path.GetFileName(path)), image);
}

foreach (var name in missing)
    Console.Error.WriteLine($"{args[0]}: error PUB001: no type {name} in {string.Join(", ", args[2..].Select(Path.GetFileName))}");
return missing.Count == 0 ? 0 : 1;
