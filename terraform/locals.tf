data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

# Some zones lack some types of instances; us-east-1 has one without either of those used here.
data "aws_ec2_instance_type_offerings" "instances" {
  location_type = "availability-zone"

  filter {
    name   = "instance-type"
    values = [local.instance_type]
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  name       = var.name
  tags       = merge({ Project = var.name }, var.tags)
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  vpc_cidr = "10.42.0.0/16"
  # A load balancer needs two zones; a third would only cost another public address. Those that have such instances come
  # first; lists that change later move no subnet (network.tf).
  all_zones      = data.aws_availability_zones.available.names
  offering_zones = [for zone in local.all_zones : zone if contains(data.aws_ec2_instance_type_offerings.instances.locations, zone)]
  zones          = slice(distinct(concat(local.offering_zones, local.all_zones)), 0, 2)

  app_port    = 8000
  valkey_port = 6379

  instance_type = { arm64 = "t4g.micro", x86_64 = "t3.micro" }[var.architecture]
  image         = coalesce(var.container_image, "${aws_ecr_repository.this.repository_url}:v1")

  # A private repository of AWS is read by right of the instances' role; of any other registry ECR knows nothing.
  named_repository = try(regex("^(?P<account>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/(?P<name>[^:@]+)", var.container_image), null)
  repository_arns = (
    var.container_image == null ? [aws_ecr_repository.this.arn] :
    local.named_repository == null ? [] :
    ["arn:${local.partition}:ecr:${local.named_repository.region}:${local.named_repository.account}:repository/${local.named_repository.name}"]
  )

  https = var.certificate_arn != null
  url   = "${local.https ? "https" : "http"}://${coalesce(var.domain_name, aws_lb.this.dns_name)}"
}
