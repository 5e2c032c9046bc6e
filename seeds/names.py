"""Invented names for the demo story: nobody and no firm of it exists outside."""

FIRST = (
    "Adèle Agathe Alban Alice Amandine Anaïs Antoine Ariane Arthur Aurore Baptiste Basile Bérénice "
    "Camille Capucine Cécile Célestin Charlotte Clémence Clément Colin Constance Corentin Damien Delphine "
    "Edgar Elias Élodie Élise Émile Emma Estelle Étienne Fabien Fanny Flora Florian Gabin Gaspard "
    "Gauthier Hélène Honorine Hugo Inès Irène Isaure Jeanne Joachim Joseph Jules Justine Laurène Léa Léon "
    "Léonie Lilian Loïc Lola Lucie Madeleine Malo Manon Margaux Marius Mathilde Maxence Mélanie Mila Nina "
    "Noé Octave Odile Ophélie Oscar Paul Pauline Perrine Quentin Raphaël Rémi Rosalie Sacha Salomé Samuel "
    "Simon Solène Suzanne Sylvain Théo Thibault Tristan Valentine Victor Yann Zoé"
).split()

LAST = (
    "Abadie Albaret Ansart Arnoux Astier Aubertin Audibert Barberot Baudry Béliard Belloc Berthier "
    "Bessière Blondin Bonnard Borel Bouvard Brécourt Brisset Buisson Cadiou Carlier Castaing Chabrol "
    "Chapuis Charvet Clavel Colombet Cordier Coste Couderc Dargent Daumas Delorme Descamps Dubreuil "
    "Duchêne Estève Fabre Falguière Fauvel Ferrand Fontanel Fournel Gaillard Garrigue Gentil Gilardi "
    "Gosselin Granier Guérin Guillot Hamelin Hervieu Huet Imbert Jacquemin Jourdan Kervella Labbé Lacombe "
    "Lafarge Lancel Larrieu Laurac Lebrun Lemercier Lescure Lhomme Loubet Macé Maillard Malaval Marchand "
    "Masson Mazel Mercadier Morvan Mouret Naudin Oudin Pascal Pélissier Perrault Pinson Poirel Pradel "
    "Quéré Ravel Renard Ribot Rivière Rochard Roussel Sabatier Salvan Savary Serrano Soulier Tessier "
    "Thévenin Tournier Vallier Verdier Vidal"
).split()

#: (name, city, region, size): the distributors; the region is the sponsor's sales territory.
DISTRIBUTORS = (
    ("Comptoir Valoire", "Dijon", "Est", "large"),
    ("Ouest Thermique Distribution", "Nantes", "Ouest", "large"),
    ("Énergies du Rhône", "Lyon", "Sud-Est", "large"),
    ("Matériel Garonne", "Toulouse", "Sud-Ouest", "large"),
    ("Flandre Chauffage Négoce", "Lille", "Nord", "large"),
    ("Seine Électrique", "Rouen", "Nord", "medium"),
    ("Alpes Sanitherm", "Chambéry", "Sud-Est", "medium"),
    ("Comptoir du Midi", "Montpellier", "Sud-Est", "medium"),
    ("Armor Matériaux Techniques", "Rennes", "Ouest", "medium"),
    ("Lorraine Génie Climatique", "Nancy", "Est", "medium"),
    ("Loire Confort Pro", "Tours", "Centre", "medium"),
    ("Aquitaine Énergie Négoce", "Bordeaux", "Sud-Ouest", "large"),
)

#: What installers' names are made of.
TRADES = (
    ("Chauffage {}", "chauffage"),
    ("{} Énergies", "chauffage"),
    ("{} Plomberie Chauffage", "plomberie"),
    ("Élec {}", "électricité"),
    ("{} Électricité", "électricité"),
    ("Clim {}", "climatisation"),
    ("{} & Fils", "plomberie"),
    ("Atelier {}", "électricité"),
)

TOWNS = {
    "Est": ("Beaune", "Besançon", "Troyes", "Épinal", "Metz", "Reims"),
    "Ouest": ("Angers", "Brest", "Vannes", "Laval", "Cholet", "Quimper"),
    "Sud-Est": ("Annecy", "Grenoble", "Valence", "Nîmes", "Avignon", "Gap"),
    "Sud-Ouest": ("Albi", "Pau", "Agen", "Périgueux", "Tarbes", "Dax"),
    "Nord": ("Arras", "Amiens", "Lens", "Évreux", "Caen", "Douai"),
    "Centre": ("Orléans", "Bourges", "Blois", "Chartres", "Limoges", "Vichy"),
}
REGIONS = tuple(TOWNS)
